// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import CLinux
import Crypto
import Glibc
import ImageDiff

/// The files below a directory of this machine, read for a comparison with an image.
///
/// Links are never followed and mounts never entered, so that nothing outside of the directory is read.
struct DirectoryTree {
    /// The deepest directory that is entered; each level holds a file open.
    private static let maximumDepth = 512
    /// The most files that are read.
    private static let maximumFiles = 4_000_000

    /// The files, sorted by path.
    let files: [FileTree.File]
    /// The directories that other file systems are mounted on; what they hide cannot be seen.
    let mounts: [ByteString]

    /// The size up to which files are read whatever the image says of them.
    private static let alwaysRead: Int64 = 64 << 20

    /// Reads a directory and everything below it, contents included.
    ///
    /// A big file whose size differs from the one expected is not read: it is another file, and may be a hole of
    /// terabytes.
    /// - Throws: ``CommandFailure`` naming what cannot be read: a tree with holes proves nothing.
    init(_ path: String, expectedSize: (ByteString) -> Int64? = { _ in nil }) throws(CommandFailure) {
        let root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else {
            throw CommandFailure(.usage, "the directory \(path) cannot be read", cause: .system(errno))
        }
        defer { Glibc.close(root) }
        var walk = Walk(name: path)
        try walk.begin(root)
        try walk.enter(root, at: [], depth: 0, expectedSize)
        self.files = walk.sortedFiles()
        self.mounts = walk.mounts.sorted()
    }
}

extension DirectoryTree {
    private struct Inode: Hashable {
        let device: UInt
        let number: UInt
    }

    private struct Walk {
        let name: String
        var files: [FileTree.File] = []
        var mounts: [ByteString] = []
        private var inodes: [(index: Int, inode: Inode)] = []
        private var device: UInt = 0
        private var buffer = [UInt8](repeating: 0, count: 1 << 18)

        init(name: String) {
            self.name = name
        }

        mutating func begin(_ root: Int32) throws(CommandFailure) {
            var status = stat()
            guard fstat(root, &status) == 0 else { throw failure([], errno) }
            device = UInt(status.st_dev)
            files.append(FileTree.File(path: "/", entry: try entry(status, kind: .directory, descriptor: root, at: [])))
        }

        mutating func enter(
            _ directory: Int32,
            at path: [UInt8],
            depth: Int,
            _ expectedSize: (ByteString) -> Int64?
        ) throws(CommandFailure) {
            guard depth < DirectoryTree.maximumDepth else {
                throw CommandFailure(.usage, "\(name) is nested deeper than \(DirectoryTree.maximumDepth) directories")
            }
            for child in try names(in: directory, at: path) {
                try visit(child, in: directory, at: path + [UInt8(ascii: "/")] + child, depth: depth, expectedSize)
            }
        }

        private mutating func visit(
            _ child: [UInt8],
            in directory: Int32,
            at path: [UInt8],
            depth: Int,
            _ expectedSize: (ByteString) -> Int64?
        ) throws(CommandFailure) {
            guard files.count < DirectoryTree.maximumFiles else {
                throw CommandFailure(.usage, "\(name) holds more than \(DirectoryTree.maximumFiles) files")
            }
            let text = child.map { CChar(bitPattern: $0) } + [0]
            var status = stat()
            guard fstatat(directory, text, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw failure(path, errno) }
            let kind = Self.kind(status.st_mode)
            var entry: FileEntry
            switch kind {
            case .directory:
                let descriptor = openat(directory, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard descriptor >= 0 else { throw failure(path, errno) }
                defer { Glibc.close(descriptor) }
                entry = try self.entry(status, kind: kind, descriptor: descriptor, at: path)
                append(path, entry, status)
                if UInt(status.st_dev) == device {
                    try enter(descriptor, at: path, depth: depth + 1, expectedSize)
                } else {
                    mounts.append(ByteString(path))
                }
                return
            case .file:
                // A pipe that took the file's place since must not make this wait.
                let descriptor = openat(directory, text, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                guard descriptor >= 0 else { throw failure(path, errno) }
                defer { Glibc.close(descriptor) }
                entry = try self.entry(status, kind: kind, descriptor: descriptor, at: path)
                entry.size = Int64(status.st_size)
                if entry.size <= DirectoryTree.alwaysRead || expectedSize(ByteString(path)) == entry.size {
                    (entry.hash, entry.size, entry.content) = try content(of: descriptor, at: path)
                }
            case .symlink:
                entry = try self.entry(status, kind: kind, descriptor: nil, at: path)
                entry.target = try target(text, in: directory, at: path)
            case .char, .block, .fifo:
                entry = try self.entry(status, kind: kind, descriptor: nil, at: path)
            }
            append(path, entry, status)
        }

        private mutating func append(_ path: [UInt8], _ entry: FileEntry, _ status: stat) {
            if entry.kind != .directory, status.st_nlink > 1 {
                let inode = Inode(device: UInt(status.st_dev), number: UInt(status.st_ino))
                inodes.append((files.count, inode))
            }
            files.append(FileTree.File(path: ByteString(path), entry: entry))
        }

        private func names(in directory: Int32, at path: [UInt8]) throws(CommandFailure) -> [[UInt8]] {
            let copy = fcntl(directory, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0, let stream = fdopendir(copy) else {
                let code = errno
                if copy >= 0 { Glibc.close(copy) }
                throw failure(path, code)
            }
            defer { closedir(stream) }
            var names: [[UInt8]] = []
            while true {
                errno = 0
                guard let item = readdir(stream) else {
                    guard errno == 0 else { throw failure(path, errno) }
                    return names
                }
                let name = withUnsafeBytes(of: &item.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
                if name != [UInt8(ascii: ".")], name != Array("..".utf8) { names.append(name) }
            }
        }

        private mutating func content(
            of descriptor: Int32,
            at path: [UInt8]
        ) throws(CommandFailure) -> (ContentHash, Int64, FileEntry.Content) {
            var hasher = SHA256()
            var size: Int64 = 0
            var content = FileEntry.Content.other
            while true {
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw failure(path, errno)
                }
                if size == 0 { content = FileEntry.Content(firstBytes: buffer.prefix(count)) }
                if count == 0 { return (ContentHash(hasher.finalize()), size, content) }
                buffer.withUnsafeBytes { hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                size += Int64(count)
            }
        }

        private func target(_ text: [CChar], in directory: Int32, at path: [UInt8]) throws(CommandFailure) -> ByteString
        {
            var buffer = [UInt8](repeating: 0, count: 4_097)
            let count = buffer.withUnsafeMutableBytes { room in
                guard let start = room.baseAddress else { return 0 }
                return readlinkat(directory, text, start.assumingMemoryBound(to: CChar.self), room.count)
            }
            guard count >= 0 else { throw failure(path, errno) }
            return ByteString(buffer.prefix(count))
        }

        private func entry(
            _ status: stat,
            kind: FileEntry.Kind,
            descriptor: Int32?,
            at path: [UInt8]
        ) throws(CommandFailure) -> FileEntry {
            let isDevice = kind == .char || kind == .block
            return FileEntry(
                kind: kind,
                mode: UInt16(truncatingIfNeeded: status.st_mode & 0o7777),
                userID: Int64(status.st_uid),
                groupID: Int64(status.st_gid),
                deviceMajor: isDevice ? linux_device_major(status.st_rdev) : 0,
                deviceMinor: isDevice ? linux_device_minor(status.st_rdev) : 0,
                extendedAttributes: try descriptor.map { descriptor throws(CommandFailure) in
                    try attributes(of: descriptor, at: path)
                } ?? [:],
                modified: TarEntry.Time(
                    seconds: Int64(status.st_mtim.tv_sec),
                    nanoseconds: Int32(truncatingIfNeeded: status.st_mtim.tv_nsec)
                )
            )
        }

        /// The attributes that images carry; those of overlay file systems and security modules belong to the host.
        private func attributes(
            of descriptor: Int32,
            at path: [UInt8]
        ) throws(CommandFailure) -> [ByteString: [UInt8]] {
            let length = linux_list_attributes(descriptor, nil, 0)
            guard length > 0 else {
                if length < 0, errno != ENOTSUP { throw failure(path, errno) }
                return [:]
            }
            var list = [CChar](repeating: 0, count: length)
            let read = linux_list_attributes(descriptor, &list, length)
            guard read >= 0 else { throw failure(path, errno) }
            var attributes: [ByteString: [UInt8]] = [:]
            for name in list.prefix(read).split(separator: 0) {
                let key = ByteString(name.map { UInt8(bitPattern: $0) })
                guard key == "security.capability" || key.bytes.starts(with: "user.".utf8) else { continue }
                attributes[key] = try value(of: Array(name) + [0], descriptor, at: path)
            }
            return attributes
        }

        private func value(
            of name: [CChar],
            _ descriptor: Int32,
            at path: [UInt8]
        ) throws(CommandFailure) -> [UInt8] {
            let length = linux_get_attribute(descriptor, name, nil, 0)
            guard length >= 0 else { throw failure(path, errno) }
            var value = [UInt8](repeating: 0, count: length)
            let read = linux_get_attribute(descriptor, name, &value, length)
            guard read >= 0 else { throw failure(path, errno) }
            return Array(value.prefix(read))
        }

        private func failure(_ path: [UInt8], _ code: Int32) -> CommandFailure {
            CommandFailure(
                .usage,
                "\(name)\(ByteString(path).escaped) cannot be read",
                cause: .system(code),
                advice: code == EACCES || code == EPERM ? "Run the command as a user who may read all of it." : nil
            )
        }

        private static func kind(_ mode: mode_t) -> FileEntry.Kind {
            switch mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFLNK: .symlink
            case S_IFCHR: .char
            case S_IFBLK: .block
            case S_IFIFO, S_IFSOCK: .fifo
            default: .file
            }
        }

        /// The files by path, each name of an inode but the first one pointing to that.
        mutating func sortedFiles() -> [FileTree.File] {
            var first: [Inode: ByteString] = [:]
            for (index, inode) in inodes {
                let path = files[index].path
                if first[inode].map({ path < $0 }) ?? true { first[inode] = path }
            }
            for (index, inode) in inodes where first[inode] != files[index].path {
                files[index].hardLinkOf = first[inode]
            }
            return files.sorted { $0.path < $1.path }
        }
    }
}
