// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import Storage
import Synchronization

/// A blob store that counts how often each blob is opened, and in which something may happen before.
final class ObservedBlobs: BlobStore {
    private let store: any BlobStore
    private let counts = Mutex<[Digest: Int]>([:])
    private let beforeOpening: @Sendable (Digest) async throws -> Void

    init(_ store: any BlobStore, beforeOpening: @escaping @Sendable (Digest) async throws -> Void = { _ in }) {
        self.store = store
        self.beforeOpening = beforeOpening
    }

    /// How often a blob was opened.
    func openings(of digest: Digest) -> Int { counts.withLock { $0[digest] ?? 0 } }

    func reader(of digest: Digest) async throws -> (any BlobReader)? {
        counts.withLock { $0[digest, default: 0] += 1 }
        try await beforeOpening(digest)
        return try await store.reader(of: digest)
    }

    func verify(_ digest: Digest) async throws -> BlobCondition { try await store.verify(digest) }
    func size(of digest: Digest) async throws -> Int64? { try await store.size(of: digest) }
    func put(_ bytes: ByteBuffer, as digest: Digest) async throws { try await store.put(bytes, as: digest) }

    func startUpload(_ id: UploadID, in repository: RepositoryName, algorithm: Digest.Algorithm) async throws {
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

extension TestRegistry {
    /// The same registry over a store that is watched.
    func observed(
        beforeOpening: @escaping @Sendable (Digest) async throws -> Void = { _ in }
    ) async throws -> (TestRegistry, ObservedBlobs) {
        let blobs = ObservedBlobs(blobs, beforeOpening: beforeOpening)
        let test = try await TestRegistry(
            blobs: blobs,
            metadata: metadata,
            clock: clock,
            pool: pool,
            files: files,
            registry.policy
        )
        return (test, blobs)
    }

    /// The summary of a hold's comparison, as an approver sees it.
    func summary(of hold: Int64) async throws -> HoldSummary? {
        try await registry.holdReview(hold, by: .ann).summary
    }

    /// Where a hold's comparison stands.
    func comparisonState(of hold: Int64) async throws -> ComparisonState {
        try await registry.holdReview(hold, by: .ann).state
    }
}
