// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore
public import OCIModel

/// A store of bytes by their digest, and of uploads on their way to one.
///
/// When ``commitUpload(_:in:as:)`` or ``put(_:as:)`` returns, the bytes hash to the digest and are durable: a power loss
/// afterwards does not lose them. Nothing is visible under a digest before that.
public protocol BlobStore: Sendable {
    /// Tells the size of a blob in bytes, or nil if the store lacks it.
    func size(of digest: Digest) async throws -> Int64?

    /// Opens a blob for reading, or gives nil if the store lacks it. The reader keeps working if the blob is removed.
    func reader(of digest: Digest) async throws -> (any BlobReader)?

    /// Stores bytes that are already in memory.
    ///
    /// - Throws: ``StoreError`` with `digestMismatch` when they do not hash to the digest, `full` when the disk is.
    func put(_ bytes: ByteBuffer, as digest: Digest) async throws

    /// Starts an upload into a repository.
    ///
    /// - Parameters:
    ///   - id: The upload's new, unused name.
    ///   - repository: The repository the upload is bound to: under another one it is not found.
    ///   - algorithm: The algorithm that will name the content, when the client said so.
    /// - Throws: ``StoreError`` with `full`.
    func startUpload(_ id: UploadID, in repository: RepositoryName, algorithm: Digest.Algorithm) async throws

    /// Tells how many bytes an upload has, or nil when there is no such upload in the repository.
    func uploadOffset(_ id: UploadID, in repository: RepositoryName) async throws -> Int64?

    /// Appends a body to an upload.
    ///
    /// What arrived before an error stays, so that the client can ask for the offset and go on.
    /// - Parameters:
    ///   - id: The upload.
    ///   - repository: The repository it was started in.
    ///   - start: The byte at which the client says the chunk begins; nil appends wherever the upload stands.
    ///   - body: The bytes, in buffers of any size.
    ///   - progress: Called with the new offset each time that bytes were written: those before it can be read.
    /// - Returns: The new offset in bytes.
    /// - Throws: ``StoreError`` with `notFound`, `outOfOrder`, `busy`, `full` or `tooLarge`, or the body's own error.
    func appendUpload<Body: AsyncSequence & Sendable>(
        _ id: UploadID,
        in repository: RepositoryName,
        at start: Int64?,
        _ body: Body,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Int64 where Body.Element == ByteBuffer

    /// Opens an upload for reading what was written of it so far and will be; nil when there is none in the repository.
    ///
    /// The reader keeps working when the upload is committed or discarded.
    func uploadReader(_ id: UploadID, in repository: RepositoryName) async throws -> (any UploadReader)?

    /// Computes the digest of what an upload has now.
    ///
    /// Cheap while the upload's running hash is of this algorithm; else all of it is read.
    /// - Throws: ``StoreError`` with `notFound` or `busy`.
    func uploadDigest(
        _ id: UploadID,
        in repository: RepositoryName,
        algorithm: Digest.Algorithm
    ) async throws -> Digest

    /// Verifies an upload against a digest and makes it a blob.
    ///
    /// A blob that exists already is replaced by the verified bytes, which heals one that rotted.
    /// - Returns: The size in bytes.
    /// - Throws: ``StoreError`` with `digestMismatch` (the upload is discarded), `notFound`, `busy` or `full`.
    func commitUpload(_ id: UploadID, in repository: RepositoryName, as digest: Digest) async throws -> Int64

    /// Discards an upload; tells whether there was one.
    func cancelUpload(_ id: UploadID, in repository: RepositoryName) async throws -> Bool

    /// Tells how many uploads are open, without those that pass (``UploadID/passing()``).
    func openUploads() async throws -> Int

    /// Discards uploads that nobody has written to since a moment; gives their number.
    func discardUploads(idleSince moment: Timestamp) async throws -> Int

    /// Lists all blobs in no order. Memory is bounded by the number of blobs, not by their size.
    func blobs() async throws -> [StoredBlob]

    /// Takes a blob out of service unless it was written since a moment, keeping its bytes until the trash is emptied.
    ///
    /// - Returns: Whether a blob was taken out of service.
    func discard(_ digest: Digest, unlessWrittenSince moment: Timestamp) async throws -> Bool

    /// Puts a discarded blob back; tells whether its bytes were still there.
    func restore(_ digest: Digest) async throws -> Bool

    /// Deletes for good what was discarded before a moment; gives the bytes freed.
    func emptyTrash(discardedBefore moment: Timestamp) async throws -> Int64

    /// Reads a blob again and tells whether it still hashes to its digest.
    func verify(_ digest: Digest) async throws -> BlobCondition
}

/// One blob in a listing.
public struct StoredBlob: Hashable, Sendable {
    /// The digest it is stored under.
    public let digest: Digest
    /// Its size in bytes.
    public let size: Int64
    /// When its bytes were last written.
    public let writtenAt: Timestamp

    /// Creates a listing entry.
    public init(digest: Digest, size: Int64, writtenAt: Timestamp) {
        self.digest = digest
        self.size = size
        self.writtenAt = writtenAt
    }
}

/// What a check of stored bytes found.
public enum BlobCondition: Hashable, Sendable {
    case sound(size: Int64)
    case corrupt(size: Int64)
    case missing
}

/// An open blob.
public protocol BlobReader: Sendable {
    /// The size in bytes.
    var size: Int64 { get }

    /// Reads up to `count` bytes from an offset; fewer only at the end.
    ///
    /// - Throws: ``StoreError`` with `corrupt` when the stored bytes end before ``size``.
    func read(at offset: Int64, count: Int) async throws -> ByteBuffer

    /// Gives a part of the blob as a region of a file, for a sender that can pass it to the kernel; nil when the store
    /// has no files. The region is valid as long as the reader is.
    func region(_ range: Range<Int64>) async throws -> FileRegion?
}

extension BlobReader {
    /// Gives nil: the store has no files.
    public func region(_ range: Range<Int64>) async throws -> FileRegion? { nil }
}

extension BlobStore {
    /// Appends a body to an upload, as ``appendUpload(_:in:at:_:progress:)`` does, when nobody reads it meanwhile.
    ///
    /// - Parameters:
    ///   - id: The upload.
    ///   - repository: The repository it was started in.
    ///   - start: The byte at which the client says the chunk begins; nil appends wherever the upload stands.
    ///   - body: The bytes, in buffers of any size.
    /// - Returns: The new offset in bytes.
    /// - Throws: ``StoreError`` with `notFound`, `outOfOrder`, `busy`, `full` or `tooLarge`, or the body's own error.
    public func appendUpload<Body: AsyncSequence & Sendable>(
        _ id: UploadID,
        in repository: RepositoryName,
        at start: Int64?,
        _ body: Body
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        try await appendUpload(id, in: repository, at: start, body) { _ in }
    }

    /// Reads a whole blob of at most `limit` bytes, or gives nil if the store lacks it.
    ///
    /// - Throws: ``StoreError`` with `tooLarge`.
    public func bytes(of digest: Digest, limit: Int) async throws -> ByteBuffer? {
        guard let reader = try await reader(of: digest) else { return nil }
        guard reader.size <= limit else {
            throw StoreError(.tooLarge, "\(digest) has \(reader.size) bytes, more than the \(limit) asked for")
        }
        return try await reader.read(at: 0, count: Int(reader.size))
    }
}
