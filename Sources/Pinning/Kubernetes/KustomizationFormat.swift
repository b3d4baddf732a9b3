// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A kustomization: its `images`, patches and chart values, written into it or in the files that it names.
///
/// Resources and components in files of their own are found where they stand.
struct KustomizationFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = ReferenceCollector(text, stream)
        var reader = KustomizationReader(context: context, nesting: 0)
        for document in stream.documents { try reader.read(document, into: &collector) }
        return RepeatedKeys.settle(collector.references(), in: stream, of: text.path) + reader.neighbours
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
