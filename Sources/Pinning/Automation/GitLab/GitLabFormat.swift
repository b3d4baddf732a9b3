// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// GitLab's pipelines: the images and services of jobs, of what jobs extend, and of all jobs.
///
/// Variables have the values that the file gives them, as jobs see them; those that only the server knows make a reference
/// unknown. A variable that is a whole reference is edited where it gets its value, when it is used for images only. Files
/// that are included are read by themselves.
struct GitLabFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = GitLabCollector(text, stream)
        for (index, document) in stream.documents.enumerated() {
            // The header that declares a component's inputs is followed by the pipeline.
            if index == 0, stream.documents.count > 1, document.value("spec") != nil { continue }
            try collector.visit(GitLabPipeline(document))
        }
        return collector.references()
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
