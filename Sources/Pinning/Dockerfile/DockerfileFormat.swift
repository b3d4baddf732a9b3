// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Dockerfiles and Containerfiles, as BuildKit reads them.
///
/// References are the syntax directive, the bases of stages, and the images that `COPY`, `ADD` and `RUN --mount` take files
/// from. Names and numbers of stages are none, and neither is `scratch`.
struct DockerfileFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        let document = try DockerfileReader.document(of: text)
        let stages = try DockerfileStages(document)
        var found = try DockerfileSources(file: text, stages: stages).references(in: document)
        found += try DockerfileBases(document, stages: stages).references(in: text)
        // One ARG may be the base of several stages: that is one place to edit.
        var unique: [Range<Int>: FoundReference] = [:]
        for reference in found {
            guard var known = unique[reference.span] else {
                unique[reference.span] = reference
                continue
            }
            if known.platform != reference.platform { known.platform = nil }
            unique[reference.span] = known
        }
        return unique.values.sorted {
            ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound)
        }
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        DockerfileStructure(text, try DockerfileReader.document(of: text)).elements
    }
}

extension SourceText {
    /// Makes the entry for a reference in this file.
    ///
    /// - Throws: ``PinningError`` when its bytes are no text.
    func entry(
        _ span: Range<Int>,
        role: ReferenceRole,
        meaning: FoundReference.Meaning,
        editing: FoundReference.Editing,
        platform: Platform? = nil
    ) throws(PinningError) -> FoundReference {
        guard let written = text(in: span) else {
            throw PinningError(.malformed, "an image reference is not UTF-8", offset: span.lowerBound)
        }
        return FoundReference(
            path: path,
            span: span,
            written: written,
            role: role,
            meaning: meaning,
            editing: editing,
            platform: platform
        )
    }
}
