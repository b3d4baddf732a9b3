// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// The calls of the operating system, with errors that name the operation and the path.
enum FileSystem {
    /// What a file of the operating system says of itself.
    struct Status: Hashable {
        enum Kind: Hashable {
            case file
            case directory
            case symbolicLink
            case other
        }

        var kind: Kind
        var size: Int
        /// The permissions, without the bits that lend the owner's rights.
        var mode: mode_t
        var owner: uid_t
        var group: gid_t
        var links: Int
        var device: dev_t
        var node: ino_t
        var modifiedSeconds: Int
        var modifiedNanoseconds: Int

        init(_ status: stat) {
            self.kind =
                switch status.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .directory
                case S_IFLNK: .symbolicLink
                default: .other
                }
            self.size = Int(status.st_size)
            self.mode = status.st_mode & 0o777
            self.owner = status.st_uid
            self.group = status.st_gid
            self.links = Int(status.st_nlink)
            self.device = status.st_dev
            self.node = status.st_ino
            self.modifiedSeconds = status.st_mtim.tv_sec
            self.modifiedNanoseconds = status.st_mtim.tv_nsec
        }
    }

    static func error(_ operation: String, _ path: String, number: CInt = errno) -> PinningError {
        PinningError(.file, "cannot \(operation): \(String(cString: strerror(number)))", path: path)
    }

    /// Opens a file; one that is a FIFO is not waited for.
    static func open(
        _ name: String,
        at directory: CInt = AT_FDCWD,
        _ flags: CInt = O_RDONLY,
        mode: mode_t = 0o600,
        path: String
    ) throws(PinningError) -> CInt {
        let descriptor = openat(directory, name, flags | O_NONBLOCK | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw error("open", path) }
        return descriptor
    }

    /// What lies at a path; nil when nothing does.
    static func status(_ name: String, at directory: CInt = AT_FDCWD, followingLinks: Bool, path: String)
        throws(PinningError) -> Status?
    {
        var status = stat()
        if fstatat(directory, name, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 { return Status(status) }
        guard errno == ENOENT || errno == ENOTDIR else { throw error("examine", path) }
        return nil
    }

    static func status(of descriptor: CInt, path: String) throws(PinningError) -> Status {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw error("examine", path) }
        return Status(status)
    }

    /// The path without symbolic links in it; nil when nothing lies there.
    static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Reads what is left of a file, at most `limit` bytes.
    static func readAll(_ descriptor: CInt, expecting size: Int, limit: Int, path: String) throws(PinningError)
        -> [UInt8]
    {
        var bytes = [UInt8](repeating: 0, count: min(size, limit) + 1)
        var filled = 0
        while true {
            let count = bytes.withUnsafeMutableBytes { space in
                Glibc.read(descriptor, space.baseAddress.map { $0 + filled }, space.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw error("read", path) }
            filled += count
            guard filled <= limit else {
                throw PinningError(.tooLarge, "the file has more than \(limit >> 20) MiB", path: path)
            }
            guard count > 0 else { break }
            if filled == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// Reads a regular file of at most ``SourceText/maximumSize`` bytes.
    ///
    /// A symbolic link is refused.
    static func read(_ name: String, at directory: CInt = AT_FDCWD, path: String) throws(PinningError) -> [UInt8] {
        let descriptor = try open(name, at: directory, O_RDONLY | O_NOFOLLOW, path: path)
        defer { close(descriptor) }
        let status = try status(of: descriptor, path: path)
        guard status.kind == .file else { throw PinningError(.file, "is not a regular file", path: path) }
        return try readAll(descriptor, expecting: status.size, limit: SourceText.maximumSize, path: path)
    }

    static func write(_ bytes: some Collection<UInt8>, to descriptor: CInt, path: String) throws(PinningError) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw error("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes what happened in a directory durable.
    static func syncDirectory(_ path: String) throws(PinningError) {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY, path: path)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw error("make the change of the directory durable", path) }
    }
}
