// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage

/// The implementations that run the metadata stores' conformance suite.
enum MetadataStoreKind: String, CaseIterable, Sendable {
    case sqlite
    case memory

    /// Lends an empty store to a test.
    func withStore(_ body: (any MetadataStore) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            try await withTemporaryDirectory { directory in
                try await withThreadPool { pool in
                    try await body(SQLiteMetadataStore(path: directory + "/metadata.db", pool: pool))
                }
            }
        case .memory:
            try await body(MemoryMetadataStore())
        }
    }
}
