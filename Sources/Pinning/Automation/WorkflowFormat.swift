// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Workflows of GitHub, Gitea and Forgejo: the containers of jobs, services, and steps that run an image.
///
/// A container that is a variable of the job's matrix is found where the matrix says its values. Actions and workflows that
/// are used by name are no images.
struct WorkflowFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = WorkflowCollector(text, stream)
        for document in stream.documents {
            for job in document.value("jobs")?.mergedEntries ?? [] { try collector.visit(job: job.value) }
        }
        return RepeatedKeys.settle(collector.references(), in: stream, of: text.path)
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
