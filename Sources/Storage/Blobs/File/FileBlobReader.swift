// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import CLinux
internal import Glibc
public import NIOCore
internal import NIOPosix

/// A blob open on the file system.
public final class FileBlobReader: BlobReader {
    /// The size in bytes when the blob was opened.
    public let size: Int64
    private let descriptor: CInt
    private let handle: NIOFileHandle
    private let path: String
    private let pool: NIOThreadPool

    init?(path: String, pool: NIOThreadPool) throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw SystemCall.error("open", path) }
            return nil
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw SystemCall.error("examine", path)
        }
        self.descriptor = descriptor
        self.handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        self.size = Int64(status.st_size)
        self.path = path
        self.pool = pool
    }

    private init(descriptor: CInt, like other: FileBlobReader) {
        self.descriptor = descriptor
        self.handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        self.size = other.size
        self.path = other.path
        self.pool = other.pool
    }

    /// Opens the same file once more, also one that has no name any longer.
    func another() throws -> FileBlobReader {
        let descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw SystemCall.error("open", path) }
        return FileBlobReader(descriptor: descriptor, like: self)
    }

    deinit {
        // Nothing can be done about a descriptor that does not close, and nothing was written through it.
        try? handle.close()
    }

    /// Gives a part of the blob as a region of its file, once the bytes are in the page cache.
    ///
    /// Sending the region then does not wait for a disk, so an event loop may do it.
    public func region(_ range: Range<Int64>) async throws -> FileRegion? {
        try await pool.runIfActive {
            // A hint; without it the bytes are read when they are sent.
            _ = linux_read_ahead(self.descriptor, range.lowerBound, UInt64(range.upperBound - range.lowerBound))
        }
        return FileRegion(fileHandle: handle, readerIndex: Int(range.lowerBound), endIndex: Int(range.upperBound))
    }

    /// Reads up to `count` bytes from an offset; fewer only at the end.
    ///
    /// - Throws: ``StoreError`` with `corrupt` when the file was truncated since it was opened.
    public func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        try await pool.runIfActive { try self.readBlocking(at: offset, count: count) }
    }

    func readBlocking(at offset: Int64, count: Int) throws -> ByteBuffer {
        try readBlocking(at: offset, exactly: Int(max(0, min(Int64(count), size - offset))))
    }

    /// Reads bytes that are there, also beyond the size that the file had when it was opened.
    func readBlocking(at offset: Int64, exactly wanted: Int) throws -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: wanted)
        while buffer.readableBytes < wanted {
            let position = offset + Int64(buffer.readableBytes)
            let rest = wanted - buffer.readableBytes
            let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: rest) { space in
                while true {
                    let count = pread(descriptor, space.baseAddress, rest, off_t(position))
                    if count >= 0 { return count }
                    guard errno == EINTR else { throw SystemCall.error("read", path) }
                }
            }
            guard count > 0 else {
                throw StoreError(.corrupt, "\(path) is shorter than it was when it was opened")
            }
        }
        return buffer
    }
}
