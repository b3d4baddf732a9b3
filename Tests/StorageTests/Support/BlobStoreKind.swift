// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage
import Synchronization

/// The implementations that run the blob stores' conformance suite.
enum BlobStoreKind: String, CaseIterable, Sendable {
    case file
    case memory

    /// Lends an empty store to a test.
    func withStore(_ body: (any BlobStore) async throws -> Void) async throws {
        switch self {
        case .file:
            try await withTemporaryDirectory { directory in
                try await withThreadPool { pool in
                    try await body(FileBlobStore(root: directory + "/data", pool: pool))
                }
            }
        case .memory:
            let clock = Mutex<Int64>(1_000_000)
            try await body(
                MemoryBlobStore {
                    Timestamp(
                        microseconds: clock.withLock { microseconds in
                            microseconds += 1
                            return microseconds
                        }
                    )
                }
            )
        }
    }
}

extension Timestamp {
    /// Before everything a store may have written.
    static let longAgo = Timestamp(microseconds: 0)
    /// After everything a store may have written.
    static let farAhead = Timestamp(microseconds: 4_000_000_000_000_000)
    /// The next moment.
    var next: Timestamp { advanced(by: .microseconds(1)) }
}

extension BlobStore {
    /// Uploads content in one request and gives the upload.
    func upload(
        _ bytes: ByteBuffer,
        to repository: RepositoryName,
        algorithm: Digest.Algorithm = .sha256
    ) async throws -> UploadID {
        let id = UploadID()
        try await startUpload(id, in: repository, algorithm: algorithm)
        _ = try await appendUpload(id, in: repository, at: 0, body(bytes))
        return id
    }

    /// The bytes of a blob, of any size.
    func bytes(of digest: Digest) async throws -> ByteBuffer? {
        try await bytes(of: digest, limit: .max)
    }

    /// What the listing says of a blob.
    func listing(of digest: Digest) async throws -> StoredBlob? {
        try await blobs().first { $0.digest == digest }
    }
}
