// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

@testable import Pinning

/// References and answers as the tests of judgements need them.
enum Sample {
    static func digest(_ letter: Character) throws -> Digest {
        try Digest("sha256:" + String(repeating: letter, count: 64))
    }

    static func found(
        _ text: String,
        editing: FoundReference.Editing = .inPlace,
        holding: FoundReference.Holding = .reference,
        role: ReferenceRole = .image
    ) throws -> FoundReference {
        FoundReference(
            path: "f",
            span: 0..<text.utf8.count,
            written: text,
            holding: holding,
            role: role,
            meaning: .known(try Reference(text)),
            editing: editing
        )
    }

    static func index(_ letter: Character) throws -> DigestAnswer {
        .found(Descriptor(mediaType: .imageIndex, digest: try digest(letter), size: 1))
    }

    static func image(_ letter: Character) throws -> DigestAnswer {
        .found(Descriptor(mediaType: .imageManifest, digest: try digest(letter), size: 1))
    }

    static func lock(_ entries: (text: String, letter: Character)...) throws -> LockFile {
        LockFile(
            try entries.map { entry in
                LockFile.Entry(
                    reference: try Reference(entry.text).normalized(),
                    digest: try digest(entry.letter),
                    mediaType: .imageIndex,
                    platforms: [],
                    resolvedAt: Timestamp(microseconds: 0),
                    resolvedFrom: "docker.io"
                )
            }
        )
    }

    static func position(_: FoundReference) -> SourcePosition { SourcePosition(line: 1, column: 1) }
}
