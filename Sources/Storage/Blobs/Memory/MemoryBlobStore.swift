// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore
public import OCIModel
internal import Synchronization

/// Blobs in memory: for tests, and as the second implementation that keeps the ``BlobStore`` protocol honest.
public final class MemoryBlobStore: BlobStore {
    private struct Content {
        var bytes: ByteBuffer
        var writtenAt: Timestamp
    }

    private struct Upload {
        let content = MemoryUploadContent()
        var writtenAt: Timestamp
        var isLent = false
    }

    private struct Key: Hashable {
        var id: UploadID
        var repository: RepositoryName
    }

    private struct State {
        var blobs: [Digest: Content] = [:]
        var trash: [Digest: Content] = [:]
        var uploads: [Key: Upload] = [:]

        /// Finds an upload that no other request is writing to.
        func upload(_ key: Key) throws -> Upload {
            guard let upload = uploads[key] else {
                throw StoreError(.notFound, "there is no upload \(key.id) in \(key.repository); start a new one")
            }
            guard !upload.isLent else { throw StoreError(.busy, "another request is writing to upload \(key.id)") }
            return upload
        }
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp

    /// Creates an empty store.
    public init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    /// Tells the size of a blob in bytes, or nil if the store lacks it.
    public func size(of digest: Digest) async throws -> Int64? {
        state.withLock { $0.blobs[digest].map { Int64($0.bytes.readableBytes) } }
    }

    /// Opens a blob for reading, or gives nil if the store lacks it.
    public func reader(of digest: Digest) async throws -> (any BlobReader)? {
        state.withLock { $0.blobs[digest].map { MemoryBlobReader(bytes: $0.bytes) } }
    }

    /// Stores bytes that are already in memory.
    public func put(_ bytes: ByteBuffer, as digest: Digest) async throws {
        guard Digest(of: bytes, algorithm: digest.algorithm) == digest else {
            throw StoreError(.digestMismatch, "the bytes do not hash to \(digest)")
        }
        state.withLock { $0.blobs[digest] = Content(bytes: bytes, writtenAt: now()) }
    }

    /// Starts an upload into a repository.
    public func startUpload(
        _ id: UploadID,
        in repository: RepositoryName,
        algorithm: Digest.Algorithm
    ) async throws {
        state.withLock { $0.uploads[Key(id: id, repository: repository)] = Upload(writtenAt: now()) }
    }

    /// Tells how many bytes an upload has, or nil when there is no such upload in the repository.
    public func uploadOffset(_ id: UploadID, in repository: RepositoryName) async throws -> Int64? {
        state.withLock { $0.uploads[Key(id: id, repository: repository)]?.content.count }
    }

    /// Appends a body to an upload.
    public func appendUpload<Body: AsyncSequence & Sendable>(
        _ id: UploadID,
        in repository: RepositoryName,
        at start: Int64?,
        _ body: Body,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        let key = Key(id: id, repository: repository)
        let content = try state.withLock { state in
            let upload = try state.upload(key)
            guard start == nil || start == upload.content.count else {
                throw StoreError(.outOfOrder, "the upload stands at byte \(upload.content.count)")
            }
            state.uploads[key]?.isLent = true
            return upload.content
        }
        defer { state.withLock { $0.uploads[key]?.isLent = false } }
        for try await buffer in body {
            let offset = content.append(buffer)
            state.withLock { $0.uploads[key]?.writtenAt = now() }
            progress(offset)
        }
        return content.count
    }

    /// Opens an upload for reading what was written of it so far and will be.
    public func uploadReader(_ id: UploadID, in repository: RepositoryName) async throws -> (any UploadReader)? {
        state.withLock { $0.uploads[Key(id: id, repository: repository)]?.content }
    }

    /// Computes the digest of what an upload has now.
    public func uploadDigest(
        _ id: UploadID,
        in repository: RepositoryName,
        algorithm: Digest.Algorithm
    ) async throws -> Digest {
        let content = try state.withLock { try $0.upload(Key(id: id, repository: repository)).content }
        return Digest(of: content.bytes, algorithm: algorithm)
    }

    /// Verifies an upload against a digest and makes it a blob.
    public func commitUpload(_ id: UploadID, in repository: RepositoryName, as digest: Digest) async throws -> Int64 {
        try state.withLock { state in
            let key = Key(id: id, repository: repository)
            let bytes = try state.upload(key).content.bytes
            state.uploads[key] = nil
            guard Digest(of: bytes, algorithm: digest.algorithm) == digest else {
                throw StoreError(.digestMismatch, "the uploaded bytes do not hash to \(digest); nothing was stored")
            }
            state.blobs[digest] = Content(bytes: bytes, writtenAt: now())
            return Int64(bytes.readableBytes)
        }
    }

    /// Discards an upload; tells whether there was one.
    public func cancelUpload(_ id: UploadID, in repository: RepositoryName) async throws -> Bool {
        state.withLock { $0.uploads.removeValue(forKey: Key(id: id, repository: repository)) != nil }
    }

    /// Tells how many uploads are open.
    public func openUploads() async throws -> Int {
        state.withLock { $0.uploads.keys.count { !$0.id.isPassing } }
    }

    /// Discards uploads that nobody has written to since a moment; gives their number.
    public func discardUploads(idleSince moment: Timestamp) async throws -> Int {
        state.withLock { state in
            let idle = state.uploads.filter { $0.value.writtenAt < moment }.keys
            for key in idle { state.uploads[key] = nil }
            return idle.count
        }
    }

    /// Lists all blobs in no order.
    public func blobs() async throws -> [StoredBlob] {
        state.withLock { state in
            state.blobs.map { digest, content in
                StoredBlob(digest: digest, size: Int64(content.bytes.readableBytes), writtenAt: content.writtenAt)
            }
        }
    }

    /// Takes a blob out of service unless it was written since a moment; tells whether it did.
    public func discard(_ digest: Digest, unlessWrittenSince moment: Timestamp) async throws -> Bool {
        state.withLock { state in
            guard var content = state.blobs[digest], content.writtenAt < moment else { return false }
            content.writtenAt = now()
            state.blobs[digest] = nil
            state.trash[digest] = content
            return true
        }
    }

    /// Puts a discarded blob back; tells whether its bytes were still there.
    public func restore(_ digest: Digest) async throws -> Bool {
        state.withLock { state in
            if state.blobs[digest] != nil { return true }
            guard let content = state.trash.removeValue(forKey: digest) else { return false }
            state.blobs[digest] = content
            return true
        }
    }

    /// Deletes for good what was discarded before a moment; gives the bytes freed.
    public func emptyTrash(discardedBefore moment: Timestamp) async throws -> Int64 {
        state.withLock { state in
            let old = state.trash.filter { $0.value.writtenAt < moment }
            for digest in old.keys { state.trash[digest] = nil }
            return old.values.reduce(0) { $0 + Int64($1.bytes.readableBytes) }
        }
    }

    /// Reads a blob again and tells whether it still hashes to its digest.
    public func verify(_ digest: Digest) async throws -> BlobCondition {
        guard let content = state.withLock({ $0.blobs[digest] }) else { return .missing }
        let size = Int64(content.bytes.readableBytes)
        return Digest(of: content.bytes, algorithm: digest.algorithm) == digest
            ? .sound(size: size) : .corrupt(size: size)
    }
}

private struct MemoryBlobReader: BlobReader {
    let bytes: ByteBuffer

    var size: Int64 { Int64(bytes.readableBytes) }

    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        let start = min(Int(offset), bytes.readableBytes)
        let length = min(count, bytes.readableBytes - start)
        return bytes.getSlice(at: bytes.readerIndex + start, length: length) ?? ByteBuffer()
    }
}
