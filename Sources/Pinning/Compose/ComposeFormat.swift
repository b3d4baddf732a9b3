// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Compose files: `compose.yaml`, `docker-compose.yml` and those that they include and extend.
///
/// Variables are replaced as compose does it, with values from files alone: `.env` beside the file, and `env_file` of
/// `include`. Several files of a directory that compose would merge are read each by itself.
///
/// The `image` of a service with `build` is the name that is given to what is built. It is found only when `pull_policy`
/// makes compose pull it, and then no digest may be written: a build cannot be named after one.
struct ComposeFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let project = ComposeProject(context)
        return try project.references(in: text)
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try YAMLStructure.elements(of: text)
    }
}
