// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

@testable import Pinning

/// Locks and references for tests.
enum LockSamples {
    /// A digest all of whose digits are the same.
    static func digest(_ digit: Character) throws -> Digest {
        try Digest("sha256:\(String(repeating: digit, count: 64))")
    }

    static func entry(
        _ reference: String,
        _ digit: Character,
        previous: Character? = nil,
        at seconds: Int64 = 1_700_000_000
    ) throws -> LockFile.Entry {
        LockFile.Entry(
            reference: try Reference(reference),
            digest: try digest(digit),
            mediaType: .imageIndex,
            resolvedAt: Timestamp(microseconds: seconds * 1_000_000),
            resolvedFrom: "registry.example.com",
            previous: try previous.map(digest)
        )
    }

    static func lock(_ entries: (reference: String, digit: Character)...) throws -> LockFile {
        LockFile(try entries.map { try entry($0.reference, $0.digit) })
    }

    /// A reference in a file; a `@` with one digit after it stands for a digest of that digit.
    static func found(
        _ text: String,
        in path: String = "compose.yaml",
        at offset: Int = 0,
        role: ReferenceRole = .image
    ) throws -> FoundReference {
        let parts = text.split(separator: "@")
        var written = text
        if parts.count == 2, let digit = parts[1].first, parts[1].count == 1 {
            written = "\(parts[0])@\(try digest(digit))"
        }
        return FoundReference(
            path: path,
            span: offset..<offset + written.utf8.count,
            written: written,
            role: role,
            meaning: .known(try Reference(written))
        )
    }

    static func unknown(_ reason: String, in path: String = "Dockerfile", role: ReferenceRole = .from) -> FoundReference
    {
        FoundReference(path: path, span: 5..<12, written: "${BASE}", role: role, meaning: .unknown(reason))
    }
}
