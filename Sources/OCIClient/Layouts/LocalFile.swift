// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOCore

/// A file or directory that is open; it closes with this object.
///
/// All calls block: callers run them on a thread pool.
final class LocalFile: Sendable {
    /// How messages call it.
    let path: String
    let descriptor: CInt

    init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Opens a file by its path, or gives nil when there is none.
    static func open(_ path: String, _ flags: CInt, mode: mode_t = 0o666) throws -> LocalFile? {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
        if descriptor >= 0 { return LocalFile(path: path, descriptor: descriptor) }
        guard errno == ENOENT else { throw FileFailure.error("open", path) }
        return nil
    }

    /// Opens an entry of this directory, or gives nil when there is none.
    ///
    /// A symbolic link is refused.
    func open(entry: String, _ flags: CInt) throws -> LocalFile? {
        let inner = "\(path)/\(entry)"
        // Without O_NONBLOCK a fifo would be waited for.
        let descriptor = Glibc.openat(self.descriptor, entry, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        if descriptor >= 0 { return LocalFile(path: inner, descriptor: descriptor) }
        switch errno {
        case ENOENT: return nil
        case ELOOP, ENOTDIR:
            throw ClientError(
                .malformed,
                "\(inner) is not a file or directory of its own; links inside a layout are not followed"
            )
        default: throw FileFailure.error("open", inner)
        }
    }

    /// The length in bytes; anything but a regular file is an error.
    func regularFileSize() throws -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFailure.error("examine", path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw ClientError(.malformed, "\(path) is not a regular file") }
        return Int64(status.st_size)
    }

    /// Reads up to `count` bytes from an offset; fewer only at the end of the file.
    func read(at offset: Int64, count: Int) throws -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            try read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: space.prefix(count)))
        }
        return buffer
    }

    /// Fills memory from an offset; fewer bytes only at the end of the file.
    func read(at offset: Int64, into space: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < space.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: space.dropFirst(filled))
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFailure.error("read", path)
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes bytes at an offset.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        var rest = bytes
        var position = off_t(offset)
        while !rest.isEmpty {
            let count = pwrite(descriptor, rest.baseAddress, rest.count, position)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFailure.error("write", path)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            position += off_t(count)
        }
    }

    /// Makes what was written durable.
    func sync() throws {
        guard fsync(descriptor) == 0 else { throw FileFailure.error("sync", path) }
    }
}
