// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Actions: `action.yml`, with the image an action runs in, and the images its steps run.
struct ActionFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = ReferenceCollector(text, stream)
        for document in stream.documents {
            let runs = document.value("runs")
            // Without the prefix it is the name of a Dockerfile.
            collector.visit(runs?.value("image"), role: .action, after: ReferenceCollector.imagePrefix)
            collector.visitSteps(runs?.value("steps"))
        }
        return RepeatedKeys.settle(collector.references(), in: stream, of: text.path)
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
