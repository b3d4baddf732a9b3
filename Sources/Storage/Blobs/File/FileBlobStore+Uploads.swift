// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Glibc
public import NIOCore
internal import NIOPosix
public import OCIModel

extension FileBlobStore {
    /// How many bytes of a body are gathered before they go to a thread that writes and hashes them.
    private static let batchSize = 512 << 10
    /// How many are gathered while no such thread works: what comes slowly is not kept from who reads it meanwhile.
    private static let promptSize = 128 << 10

    /// Starts an upload into a repository.
    public func startUpload(
        _ id: UploadID,
        in repository: RepositoryName,
        algorithm: Digest.Algorithm
    ) async throws {
        try await pool.runIfActive {
            try self.space.require()
            close(try SystemCall.open(self.layout.upload(id, in: repository), O_WRONLY | O_CREAT | O_EXCL))
        }
        sessions.insert(id, UploadSessions.Progress(hasher: ContentHasher(algorithm), offset: 0))
    }

    /// Tells how many bytes an upload has, or nil when there is no such upload in the repository.
    public func uploadOffset(_ id: UploadID, in repository: RepositoryName) async throws -> Int64? {
        try await pool.runIfActive {
            try SystemCall.status(self.layout.upload(id, in: repository)).map { Int64($0.st_size) }
        }
    }

    /// Appends a body to an upload; writing and hashing one batch overlaps with receiving the next.
    public func appendUpload<Body: AsyncSequence & Sendable>(
        _ id: UploadID,
        in repository: RepositoryName,
        at start: Int64?,
        _ body: Body,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Int64 where Body.Element == ByteBuffer {
        let standing = try await borrow(id, in: repository)
        if let start, start != standing.offset {
            sessions.giveBack(id, standing)
            throw StoreError(.outOfOrder, "the chunk starts at byte \(start), the upload stands at \(standing.offset)")
        }
        let file: UploadFile
        do {
            file = try UploadFile(path: layout.upload(id, in: repository), progress: standing, watcher: progress)
        } catch {
            sessions.giveBack(id, standing)
            throw error
        }
        defer { sessions.giveBack(id, file.progress) }
        try await receive(body, into: file)
        return file.progress.offset
    }

    /// Opens an upload for reading what was written of it so far and will be.
    public func uploadReader(_ id: UploadID, in repository: RepositoryName) async throws -> (any UploadReader)? {
        try await pool.runIfActive {
            try FileBlobReader(path: self.layout.upload(id, in: repository), pool: self.pool)
                .map { FileUploadReader(file: $0, pool: self.pool) }
        }
    }

    /// Computes the digest of what an upload has now.
    public func uploadDigest(
        _ id: UploadID,
        in repository: RepositoryName,
        algorithm: Digest.Algorithm
    ) async throws -> Digest {
        let progress = try await borrow(id, in: repository)
        defer { sessions.giveBack(id, progress) }
        let path = layout.upload(id, in: repository)
        return try await pool.runIfActive { try self.digest(of: path, progress, algorithm: algorithm) }
    }

    private func receive<Body: AsyncSequence & Sendable>(
        _ body: Body,
        into file: UploadFile
    ) async throws where Body.Element == ByteBuffer {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var batch: [ByteBuffer] = []
            var gathered = 0
            var bodyError: (any Error)?
            do {
                for try await buffer in body {
                    batch.append(buffer)
                    gathered += buffer.readableBytes
                    guard gathered >= Self.batchSize || (gathered >= Self.promptSize && file.isResting) else {
                        continue
                    }
                    let (full, size) = (batch, gathered)
                    // If the write before this batch failed, the batch has no place in the file any more.
                    batch = []
                    gathered = 0
                    try await group.next()
                    file.isResting = false
                    group.addTask { [pool, space] in
                        try await pool.runIfActive {
                            try space.require(Int64(size))
                            try file.append(full)
                        }
                    }
                }
            } catch {
                bodyError = error
            }
            try await group.next()
            // What arrived before the body broke off is kept: the client may ask where the upload stands and go on.
            let rest = batch
            let bytes = gathered
            if !rest.isEmpty {
                try await pool.runIfActive {
                    try self.space.require(Int64(bytes))
                    try file.append(rest)
                }
            }
            if let bodyError { throw bodyError }
        }
    }

    /// Verifies an upload against a digest and makes it a blob.
    public func commitUpload(_ id: UploadID, in repository: RepositoryName, as digest: Digest) async throws -> Int64 {
        let progress = try await borrow(id, in: repository)
        let path = layout.upload(id, in: repository)
        do {
            try await pool.runIfActive {
                let descriptor = try SystemCall.open(path, O_RDWR)
                defer { close(descriptor) }
                do {
                    try self.check(progress, of: path, against: digest)
                } catch let error as StoreError where error.code == .digestMismatch {
                    unlink(path)
                    throw error
                }
                try self.publish(descriptor, path: path, as: digest)
            }
        } catch let error as StoreError where error.code == .digestMismatch {
            sessions.forget(id)
            throw error
        } catch {
            sessions.giveBack(id, progress)
            throw error
        }
        sessions.forget(id)
        try await syncDirectory(of: digest)
        return progress.offset
    }

    /// Discards an upload; tells whether there was one.
    public func cancelUpload(_ id: UploadID, in repository: RepositoryName) async throws -> Bool {
        let path = layout.upload(id, in: repository)
        let existed = try await pool.runIfActive {
            guard unlink(path) != 0 else { return true }
            guard errno == ENOENT else { throw SystemCall.error("remove", path) }
            return false
        }
        sessions.forget(id)
        return existed
    }

    /// Tells how many uploads are open.
    public func openUploads() async throws -> Int {
        try await pool.runIfActive {
            try SystemCall.entries(of: self.layout.uploads).count { !$0.hasPrefix(BlobLayout.temporaryPrefix) }
        }
    }

    /// Discards uploads that nobody has written to since a moment; gives their number.
    public func discardUploads(idleSince moment: Timestamp) async throws -> Int {
        let discarded = try await pool.runIfActive {
            try SystemCall.entries(of: self.layout.uploads).filter { name in
                let path = "\(self.layout.uploads)/\(name)"
                guard let status = try SystemCall.status(path), status.modificationTime < moment else { return false }
                try SystemCall.check(unlink(path), "remove", path)
                return true
            }
        }
        for id in discarded.compactMap(layout.upload(named:)) { sessions.forget(id) }
        return discarded.count
    }

    /// Takes an upload for this request, hashing its file again when a restart has lost the running hash.
    private func borrow(_ id: UploadID, in repository: RepositoryName) async throws -> UploadSessions.Progress {
        let path = layout.upload(id, in: repository)
        // A session is bound to its repository by the file's name, so the file is asked first.
        guard try await uploadOffset(id, in: repository) != nil else {
            throw StoreError(.notFound, "there is no upload \(id) in \(repository); start a new one")
        }
        if let progress = try sessions.borrow(id) { return progress }
        do {
            return try await pool.runIfActive {
                guard let reader = try FileBlobReader(path: path, pool: self.pool) else {
                    throw StoreError(.notFound, "there is no upload \(id) in \(repository); start a new one")
                }
                return UploadSessions.Progress(hasher: try Self.hash(reader, algorithm: .sha256), offset: reader.size)
            }
        } catch {
            sessions.forget(id)
            throw error
        }
    }

    private func check(_ progress: UploadSessions.Progress, of path: String, against digest: Digest) throws {
        let found = try self.digest(of: path, progress, algorithm: digest.algorithm)
        guard found == digest else {
            throw StoreError(
                .digestMismatch,
                "the uploaded bytes hash to \(found), not to \(digest); nothing was stored"
            )
        }
    }

    private func digest(
        of path: String,
        _ progress: UploadSessions.Progress,
        algorithm: Digest.Algorithm
    ) throws -> Digest {
        // A failed write that could not be cut back leaves more bytes in the file than were hashed.
        let holdsOther = try SystemCall.status(path).map { Int64($0.st_size) } != progress.offset
        guard holdsOther || progress.hasher.algorithm != algorithm else { return progress.hasher.digest() }
        guard let reader = try FileBlobReader(path: path, pool: pool) else {
            throw StoreError(.notFound, "the upload's file \(path) is gone; start a new upload")
        }
        return try Self.hash(reader, algorithm: algorithm).digest()
    }
}
