// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage

/// A blob store in which something happens right after a blob was found damaged.
struct InterruptedBlobs: BlobStore {
    let store: any BlobStore
    let afterDamage: @Sendable () async throws -> Void

    func verify(_ digest: Digest) async throws -> BlobCondition {
        let condition = try await store.verify(digest)
        if case .corrupt = condition { try await afterDamage() }
        return condition
    }

    func size(of digest: Digest) async throws -> Int64? { try await store.size(of: digest) }
    func reader(of digest: Digest) async throws -> (any BlobReader)? { try await store.reader(of: digest) }
    func put(_ bytes: ByteBuffer, as digest: Digest) async throws { try await store.put(bytes, as: digest) }

    func startUpload(
        _ id: UploadID,
        in repository: RepositoryName,
        algorithm: Digest.Algorithm
    ) async throws {
        try await store.startUpload(id, in: repository, algorithm: algorithm)
    }

    func uploadOffset(_ id: UploadID, in repository: RepositoryName) async throws -> Int64? {
        try await store.uploadOffset(id, in: repository)
    }

    func appendUpload<Body: AsyncSequence & Sendable>(
        _ id: UploadID,
        in repository: RepositoryName,
        at start: Int64?,
        _ body: Body,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        try await store.appendUpload(id, in: repository, at: start, body, progress: progress)
    }

    func uploadReader(_ id: UploadID, in repository: RepositoryName) async throws -> (any UploadReader)? {
        try await store.uploadReader(id, in: repository)
    }

    func uploadDigest(
        _ id: UploadID,
        in repository: RepositoryName,
        algorithm: Digest.Algorithm
    ) async throws -> Digest {
        try await store.uploadDigest(id, in: repository, algorithm: algorithm)
    }

    func commitUpload(_ id: UploadID, in repository: RepositoryName, as digest: Digest) async throws -> Int64 {
        try await store.commitUpload(id, in: repository, as: digest)
    }

    func cancelUpload(_ id: UploadID, in repository: RepositoryName) async throws -> Bool {
        try await store.cancelUpload(id, in: repository)
    }

    func openUploads() async throws -> Int { try await store.openUploads() }

    func discardUploads(idleSince moment: Timestamp) async throws -> Int {
        try await store.discardUploads(idleSince: moment)
    }

    func blobs() async throws -> [StoredBlob] { try await store.blobs() }

    func discard(_ digest: Digest, unlessWrittenSince moment: Timestamp) async throws -> Bool {
        try await store.discard(digest, unlessWrittenSince: moment)
    }

    func restore(_ digest: Digest) async throws -> Bool { try await store.restore(digest) }

    func emptyTrash(discardedBefore moment: Timestamp) async throws -> Int64 {
        try await store.emptyTrash(discardedBefore: moment)
    }
}
