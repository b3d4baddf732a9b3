// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The values of a chart: images in one text, or in parts under keys of their own.
///
/// What a chart makes of its values is known to its templates alone. The shapes that are usual are read; a part that
/// stands elsewhere makes the image unknown. `Chart.yaml` beside the file says the tag of images that have none.
struct HelmValuesFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        try references(in: text, context: context, nesting: 0)
    }

    func references(
        in text: SourceText,
        context: ReadingContext,
        nesting: Int
    ) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = ReferenceCollector(text, stream)
        let chart = nesting == 0 ? ChartFile(beside: context) : nil
        var reader = HelmValuesReader(nesting: nesting, context: context, chart: chart)
        for document in stream.documents { try reader.read(document, into: &collector) }
        return RepeatedKeys.settle(collector.references(), in: stream, of: text.path)
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
