// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

@testable import Pinning

/// A lock, and what is said of its exports.
enum ExportSamples {
    static let a = "sha256:" + String(repeating: "a", count: 64)
    static let b = "sha256:" + String(repeating: "b", count: 64)

    static func lock() throws -> LockFile {
        try LockSamples.lock(("nginx:1.25", "a"), ("nginx", "a"), ("ghcr.io/a/b:v2", "b"), ("node:20", "b"))
    }

    static func source(
        _ path: String,
        _ kind: FileKind,
        _ references: [FoundReference],
        text: String = "",
        files: [String: String] = [:]
    ) -> LockExport.Source {
        LockExport.Source(
            text: SourceText(path: path, bytes: Array(text.utf8)),
            kind: kind,
            references: references,
            context: ReadingContext { path in
                files[path].map { SourceText(path: path, bytes: Array($0.utf8)) }
            }
        )
    }

    static func documents(_ export: LockExport) -> [String: String] {
        Dictionary(uniqueKeysWithValues: export.documents.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
    }

    static func reasons(_ export: LockExport) -> [String] {
        export.omissions.map { "\($0.reference.written): \($0.reason)" }
    }
}
