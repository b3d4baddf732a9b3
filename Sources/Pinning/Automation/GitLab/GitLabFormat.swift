// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// GitLab's pipelines: the images and services of jobs, of what jobs extend, and of all jobs.
///
/// Variables have the values that the file gives them, as jobs see them; those that only the server knows make a reference
/// unknown. A variable that is a whole reference is edited where it gets its value, when it is used for images only. Files
/// of the same repository that are included are read too, as GitLabProject finds them.
struct GitLabFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        var project = try GitLabProject(text, context: context)
        return try project.references()
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
