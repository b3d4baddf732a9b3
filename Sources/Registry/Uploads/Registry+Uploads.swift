// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore
public import OCIModel
internal import Policy
public import Storage

extension Registry {
    /// Starts an upload.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `tooManyUploads`, `full`.
    public func startUpload(
        in repository: RepositoryName,
        algorithm: Digest.Algorithm = .sha256,
        by caller: Caller
    ) async throws -> UploadID {
        try caller.require(.push, in: repository)
        try requireOwn(repository)
        try uploads.take()
        let id = UploadID()
        do {
            try await blobs.startUpload(id, in: repository, algorithm: algorithm)
        } catch {
            uploads.release()
            throw error
        }
        return id
    }

    /// Tells how many bytes an upload has.
    public func uploadOffset(_ id: UploadID, in repository: RepositoryName, by caller: Caller) async throws -> Int64 {
        try caller.require(.push, in: repository)
        guard let offset = try await blobs.uploadOffset(id, in: repository) else { throw Self.unknown(id, repository) }
        return offset
    }

    /// Appends a body to an upload; gives the new offset.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `uploadUnknown`, `uploadOutOfOrder`, `uploadInvalid` while another
    ///   request writes to it, `full`.
    public func appendUpload<Body: AsyncSequence & Sendable>(
        _ id: UploadID,
        in repository: RepositoryName,
        at start: Int64?,
        _ body: Body,
        by caller: Caller
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        try caller.require(.push, in: repository)
        do {
            return try await blobs.appendUpload(id, in: repository, at: start, body)
        } catch let error as StoreError where error.code == .outOfOrder {
            let offset = try await blobs.uploadOffset(id, in: repository) ?? 0
            throw RegistryError(.uploadOutOfOrder(offset: offset), error.message)
        } catch let error as StoreError where error.code == .notFound {
            throw Self.unknown(id, repository)
        } catch let error as StoreError where error.code == .full {
            // What had arrived would only keep the disk full; if it cannot be removed now, its time runs out.
            if try await blobs.cancelUpload(id, in: repository) { uploads.release() }
            throw error
        }
    }

    /// Makes an upload a blob of the repository.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `uploadUnknown`, `digestInvalid` (the upload is discarded), `full`.
    public func commitUpload(
        _ id: UploadID,
        in repository: RepositoryName,
        as digest: Digest,
        by caller: Caller
    ) async throws {
        try caller.require(.push, in: repository)
        let size: Int64
        do {
            size = try await blobs.commitUpload(id, in: repository, as: digest)
        } catch let error as StoreError where error.code == .notFound {
            throw Self.unknown(id, repository)
        } catch let error as StoreError where error.code == .digestMismatch {
            uploads.release()
            throw RegistryError(.digestInvalid, error.message)
        }
        uploads.release()
        let moment = now()
        try await metadata.write { store in
            try store.putBlob(BlobRecord(digest: digest, size: size, linkedAt: moment), in: repository)
        }
        try await healed(digest)
    }

    /// Discards an upload.
    public func cancelUpload(_ id: UploadID, in repository: RepositoryName, by caller: Caller) async throws {
        try caller.require(.push, in: repository)
        guard try await blobs.cancelUpload(id, in: repository) else { throw Self.unknown(id, repository) }
        uploads.release()
    }

    /// Gives a repository a blob that another one has, if the caller may pull there.
    ///
    /// - Parameters:
    ///   - digest: The blob.
    ///   - source: The other repository; nil looks in all that the caller may pull from.
    ///   - repository: The repository that is to have the blob.
    ///   - caller: Who asks; needs the right to push to the repository.
    /// - Returns: Whether the repository has the blob now; false tells the client to upload it.
    /// - Throws: ``RegistryError`` with `rightMissing`; ``StoreError`` when a store fails.
    public func mount(
        _ digest: Digest,
        from source: RepositoryName?,
        to repository: RepositoryName,
        by caller: Caller
    ) async throws -> Bool {
        try caller.require(.push, in: repository)
        try requireOwn(repository)
        guard let stored = try await blobs.size(of: digest) else { return false }
        let moment = now()
        return try await metadata.write { store in
            let candidates = try source.map { [$0] } ?? store.repositories(holding: digest)
            for candidate in candidates where caller.may(.pull, in: candidate) {
                // The recorded size counts: a damaged file's would go on refusing the blob once that is healed.
                guard let blob = try store.blob(digest, in: candidate), blob.size == stored else { continue }
                try store.putBlob(BlobRecord(digest: digest, size: blob.size, linkedAt: moment), in: repository)
                return true
            }
            return false
        }
    }

    /// Removes uploads that rested for a day.
    public func discardAbandonedUploads() async throws {
        _ = try await blobs.discardUploads(idleSince: now().advanced(by: .zero - Self.uploadGrace))
        uploads.reset(to: try await blobs.openUploads())
    }

    private static func unknown(_ id: UploadID, _ repository: RepositoryName) -> RegistryError {
        RegistryError(.uploadUnknown, "there is no upload \(id) in \(repository); start a new one")
    }
}
