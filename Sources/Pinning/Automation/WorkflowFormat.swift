// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Workflows of GitHub, Gitea and Forgejo: the containers of jobs, services, and steps that run an image.
///
/// Actions and workflows that are used by name are no images.
struct WorkflowFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let stream = try YAMLStream.parse(text)
        var collector = ReferenceCollector(text, stream)
        for document in stream.documents {
            for job in document.value("jobs")?.mergedEntries ?? [] {
                if let container = job.value.value("container") {
                    collector.visitContainer(container.value("image") ?? container, role: .jobContainer)
                }
                for service in job.value.value("services")?.mergedEntries ?? [] {
                    collector.visitContainer(service.value.value("image"), role: .service)
                }
                collector.visitSteps(job.value.value("steps"))
            }
        }
        return collector.references()
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}

extension ReferenceCollector {
    /// What stands before an image where other things may be used too.
    static let imagePrefix = "docker://"

    /// Visits the steps of a job or an action: those that run an image say so.
    mutating func visitSteps(_ steps: YAMLNode?) {
        for step in steps?.elements ?? [] {
            visit(step.value("uses"), role: .step, after: Self.imagePrefix)
        }
    }

    /// Visits an image that may be written with `docker://` or without.
    fileprivate mutating func visitContainer(_ image: YAMLNode?, role: ReferenceRole) {
        let hasPrefix = image?.string?.hasPrefix(Self.imagePrefix) ?? false
        visit(image, role: role, after: hasPrefix ? Self.imagePrefix : "")
    }
}
