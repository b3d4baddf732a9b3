// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Kubernetes resources: core kinds, custom resources and what is embedded in them.
///
/// A document counts when it is a mapping with `apiVersion` and `kind`, or a list of operations on such mappings (RFC
/// 6902); others are left alone. Data of config maps and
/// secrets, annotations and whatever else stands under `metadata`, `status`, and the schemas of custom resources are not
/// read: no container runs what is named there. Templates of charts are no YAML before they are rendered, and are refused.
struct KubernetesFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        try references(in: text, context: context, nesting: 0)
    }

    func references(
        in text: SourceText,
        context: ReadingContext,
        nesting: Int
    ) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var reader = ResourceReader(context: context, collector: ReferenceCollector(text, stream), nesting: nesting)
        for document in stream.documents {
            if ResourcePatch.isList(document) {
                try ResourcePatch.read(document, with: &reader)
            } else {
                try reader.read(document)
            }
        }
        return RepeatedKeys.settle(reader.references(), in: stream, of: text.path) + reader.neighbours
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
