// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

/// Judged references, made up.
enum JudgedReferences {
    static let first = OCIModel.Digest(algorithm: .sha256, hash: [UInt8](repeating: 0x1a, count: 32))
    static let second = OCIModel.Digest(algorithm: .sha256, hash: [UInt8](repeating: 0x2b, count: 32))

    static func make(
        _ written: String,
        _ status: JudgedReference.Status,
        path: String = "deploy/web.yaml",
        line: Int = 3,
        column: Int = 12,
        digest: OCIModel.Digest? = nil,
        current: OCIModel.Digest? = nil,
        message: String? = nil
    ) throws -> JudgedReference {
        let meaning: FoundReference.Meaning =
            if let reference = try? Reference(written) { .known(reference) } else { .unknown("NAME has no default") }
        return JudgedReference(
            found: FoundReference(
                path: path,
                span: 0..<written.utf8.count,
                written: written,
                role: .image,
                meaning: meaning
            ),
            position: SourcePosition(line: line, column: column),
            status: status,
            digest: digest,
            current: current,
            message: message
        )
    }

    /// One of each kind.
    static func all() throws -> [JudgedReference] {
        [
            try make("nginx:1.25@\(first)", .pinned, line: 1, digest: first, current: first),
            try make("redis", .unpinned, line: 2, current: second),
            try make(
                "app:1@\(first)",
                .drifted,
                digest: first,
                current: second,
                message: "the tag means something else"
            ),
            try make("quay.io/a/b:1@\(first)", .platformPin, path: "a b.yaml", digest: first, current: second),
            try make("gone:1", .unresolved, line: 10, message: "no answer"),
            try make("${NAME}:1", .skipped, line: 11, message: "NAME has no default"),
        ]
    }
}
