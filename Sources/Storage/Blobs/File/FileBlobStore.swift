// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Glibc
public import NIOCore
public import NIOPosix
public import OCIModel
internal import Synchronization

/// Blobs as files on a local file system, durable before they are acknowledged.
///
/// An upload is streamed to a file on the same file system while it is hashed; committing syncs its data, renames it to
/// its digest and syncs the directory, the last step shared by all that commit at the same time.
public final class FileBlobStore: BlobStore {
    let layout: BlobLayout
    let pool: NIOThreadPool
    let space: DiskSpace
    let sessions = UploadSessions()
    private let directorySync: [Digest.Algorithm: DirectorySync]
    /// Orders "move into place" against "take out of service if not written since".
    private let placement = Mutex(())

    /// Opens a store, making its directories and removing what unfinished writes of an earlier run left.
    ///
    /// - Parameters:
    ///   - root: The data directory.
    ///   - pool: Threads for blocking calls; the caller starts and stops it.
    /// - Throws: ``StoreError`` when a directory can be neither made nor read.
    public init(root: String, pool: NIOThreadPool) throws {
        let layout = BlobLayout(root: root)
        try layout.makeDirectories()
        for name in try SystemCall.entries(of: layout.uploads) where name.hasPrefix(BlobLayout.temporaryPrefix) {
            try SystemCall.check(unlink("\(layout.uploads)/\(name)"), "remove", name)
        }
        self.layout = layout
        self.pool = pool
        self.space = try DiskSpace(path: root)
        self.directorySync = Dictionary(
            uniqueKeysWithValues: Digest.Algorithm.allCases.map { algorithm in
                (algorithm, DirectorySync(path: layout.directory(algorithm), pool: pool))
            }
        )
    }

    /// Tells the size of a blob in bytes, or nil if the store lacks it.
    public func size(of digest: Digest) async throws -> Int64? {
        try await pool.runIfActive { try SystemCall.status(self.layout.blob(digest)).map { Int64($0.st_size) } }
    }

    /// Opens a blob for reading, or gives nil if the store lacks it.
    public func reader(of digest: Digest) async throws -> (any BlobReader)? {
        try await pool.runIfActive { try FileBlobReader(path: self.layout.blob(digest), pool: self.pool) }
    }

    /// Stores bytes that are already in memory.
    public func put(_ bytes: ByteBuffer, as digest: Digest) async throws {
        try await pool.runIfActive {
            guard Digest(of: bytes, algorithm: digest.algorithm) == digest else {
                throw StoreError(.digestMismatch, "the bytes do not hash to \(digest)")
            }
            try self.space.require(Int64(bytes.readableBytes))
            let path = self.layout.temporary()
            do {
                let descriptor = try SystemCall.open(path, O_WRONLY | O_CREAT | O_EXCL)
                defer { close(descriptor) }
                try bytes.withUnsafeReadableBytes { try SystemCall.write($0, to: descriptor, path: path) }
                try self.publish(descriptor, path: path, as: digest)
            } catch {
                unlink(path)
                throw error
            }
        }
        try await syncDirectory(of: digest)
    }

    /// Syncs a finished file and gives it the name of its digest.
    func publish(_ descriptor: CInt, path: String, as digest: Digest) throws {
        try SystemCall.check(fdatasync(descriptor), "sync", path)
        try placement.withLock { _ in
            // The time of arrival protects a fresh blob from garbage collection, see discard(_:unlessWrittenSince:).
            try SystemCall.check(futimens(descriptor, nil), "date", path)
            try SystemCall.check(rename(path, layout.blob(digest)), "publish", path)
            // Only now: an upload whose commit failed stays writable.
            try SystemCall.check(fchmod(descriptor, 0o444), "protect", path)
        }
    }

    func syncDirectory(of digest: Digest) async throws {
        try await directorySync[digest.algorithm]?()
    }

    /// Takes a blob out of service unless it was written since a moment; tells whether it did.
    public func discard(_ digest: Digest, unlessWrittenSince moment: Timestamp) async throws -> Bool {
        try await pool.runIfActive {
            try self.placement.withLock { _ in
                let path = self.layout.blob(digest)
                guard let status = try SystemCall.status(path), status.modificationTime < moment else { return false }
                // The grace period runs from now on. Dated before the move: no crash leaves trash that looks old.
                try SystemCall.check(utimensat(AT_FDCWD, path, nil, 0), "date", path)
                try SystemCall.check(rename(path, self.layout.discarded(digest)), "discard", path)
                return true
            }
        }
    }

    /// Puts a discarded blob back; tells whether its bytes were still there.
    public func restore(_ digest: Digest) async throws -> Bool {
        let restored = try await pool.runIfActive {
            try self.placement.withLock { _ in
                let path = self.layout.blob(digest)
                guard try SystemCall.status(path) == nil else { return true }
                guard rename(self.layout.discarded(digest), path) == 0 else {
                    guard errno == ENOENT else { throw SystemCall.error("restore", path) }
                    return false
                }
                return true
            }
        }
        if restored { try await syncDirectory(of: digest) }
        return restored
    }

    /// Deletes for good what was discarded before a moment; gives the bytes freed.
    public func emptyTrash(discardedBefore moment: Timestamp) async throws -> Int64 {
        try await pool.runIfActive {
            var freed: Int64 = 0
            for name in try SystemCall.entries(of: self.layout.trash) {
                let path = "\(self.layout.trash)/\(name)"
                try self.placement.withLock { _ in
                    guard let status = try SystemCall.status(path), status.modificationTime < moment else { return }
                    try SystemCall.check(unlink(path), "delete", path)
                    freed += Int64(status.st_size)
                }
            }
            return freed
        }
    }

    /// Lists all blobs in no order.
    public func blobs() async throws -> [StoredBlob] {
        try await pool.runIfActive {
            var blobs: [StoredBlob] = []
            for algorithm in Digest.Algorithm.allCases {
                for name in try SystemCall.entries(of: self.layout.directory(algorithm)) {
                    // A file that is no digest is not ours to list.
                    guard let digest = try? Digest("\(algorithm.rawValue):\(name)"),
                        let status = try SystemCall.status(self.layout.blob(digest))
                    else { continue }
                    blobs.append(
                        StoredBlob(digest: digest, size: Int64(status.st_size), writtenAt: status.modificationTime)
                    )
                }
            }
            return blobs
        }
    }

    /// Reads a blob again and tells whether it still hashes to its digest.
    public func verify(_ digest: Digest) async throws -> BlobCondition {
        try await pool.runIfActive {
            guard let reader = try FileBlobReader(path: self.layout.blob(digest), pool: self.pool) else {
                return .missing
            }
            do {
                let found = try Self.hash(reader, algorithm: digest.algorithm).digest()
                return found == digest ? .sound(size: reader.size) : .corrupt(size: reader.size)
            } catch let error as StoreError where error.code == .corrupt {
                // A sector that cannot be read is as bad as one that reads wrong, and must not end a scrub.
                return .corrupt(size: reader.size)
            }
        }
    }

    /// Hashes a whole file in bounded memory.
    static func hash(_ reader: FileBlobReader, algorithm: Digest.Algorithm) throws -> ContentHasher {
        var hasher = ContentHasher(algorithm)
        var offset: Int64 = 0
        while offset < reader.size {
            let buffer = try reader.readBlocking(at: offset, count: 1 << 20)
            hasher.update(buffer)
            offset += Int64(buffer.readableBytes)
        }
        return hasher
    }
}

extension stat {
    var modificationTime: Timestamp {
        Timestamp(microseconds: Int64(st_mtim.tv_sec) * 1_000_000 + Int64(st_mtim.tv_nsec) / 1_000)
    }
}
