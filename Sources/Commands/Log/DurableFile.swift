// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Small files of what must not be forgotten: replaced as a whole, and on the disk before anybody builds on them.
enum DurableFile {
    /// What to do with a symbolic link in the place of a file.
    enum Links {
        /// Refuse it: nobody makes links in a directory of ours.
        case refused
        /// Follow it: a person named the file, and may name it by a link.
        case followed
    }

    /// Reads a file; nil when there is none.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be read, is no plain file, or is longer than the limit.
    static func read(_ path: String, limit: Int, links: Links = .refused) throws(CommandFailure) -> [UInt8]? {
        // Without waiting: a pipe in the file's place must not hold the command up.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK
        let descriptor = open(path, links == .refused ? flags | O_NOFOLLOW : flags)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("\(path) cannot be opened")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("\(path) cannot be read") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw CommandFailure(.usage, "\(path) is not a file") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("\(path) cannot be read")
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw CommandFailure(.usage, "\(path) is longer than \(limit) bytes")
            }
        }
    }

    /// Writes a file for its owner alone, in the place of an old one.
    ///
    /// - Throws: ``CommandFailure``; then the old one is as it was.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        let draft = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).draft"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("\(path) cannot be written") }
        do throws(CommandFailure) {
            defer { close(descriptor) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    throw failure("\(path) cannot be written")
                }
            }
            guard fsync(descriptor) == 0 else { throw failure("\(path) cannot be made durable") }
            guard rename(draft, path) == 0 else { throw failure("\(path) cannot be replaced") }
        } catch {
            unlink(draft)
            throw error
        }
        try syncDirectory(of: path)
    }

    /// Moves whatever lies at a path to one that is free; nothing is as good.
    static func move(_ path: String, to place: String) throws(CommandFailure) {
        guard rename(path, place) == 0 || errno == ENOENT else { throw failure("\(path) cannot be moved to \(place)") }
        try syncDirectory(of: place)
        try syncDirectory(of: path)
    }

    /// Makes a directory that was not there, with those above it, and gives its path: a number is put behind the name
    /// if that is taken.
    static func makeNewDirectory(_ path: String) throws(CommandFailure) -> String {
        try makeDirectory(parent(of: path))
        for number in 1...1_000 {
            let name = number == 1 ? path : "\(path)-\(number)"
            if mkdir(name, 0o700) == 0 {
                try syncDirectory(of: name)
                return name
            }
            guard errno == EEXIST else { throw failure("the directory \(name) cannot be made") }
        }
        throw CommandFailure(.usage, "\(path) and a thousand directories like it are there already")
    }

    /// Makes a directory for its owner alone, with those above it.
    static func makeDirectory(_ path: String) throws(CommandFailure) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let parent = parent(of: path)
        if parent != path { try makeDirectory(parent) }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("the directory \(path) cannot be made") }
        try syncDirectory(of: path)
    }

    /// Tells whether something lies at a path, be it a link to nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Tells whether this user may see what is in a directory, if it is there.
    static func mayLook(into directory: String) -> Bool { access(directory, X_OK) == 0 || errno != EACCES }

    /// The names in a directory, sorted; none when it is not there.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
            )
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }

    private static func syncDirectory(of path: String) throws(CommandFailure) {
        let descriptor = open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("the directory of \(path) cannot be opened") }
        defer { close(descriptor) }
        // Some file systems cannot sync directories, and say so.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("\(path) cannot be made durable") }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func failure(_ message: String) -> CommandFailure {
        CommandFailure(.usage, message, cause: .system(errno))
    }
}
