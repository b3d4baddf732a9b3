// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// What is done to directories; all calls block.
enum LocalDirectory {
    /// Makes a directory, with the directories above it, if it does not exist.
    static func make(_ path: String) throws {
        var partial = path.hasPrefix("/") ? "/" : ""
        for element in path.split(separator: "/") {
            partial += (partial.isEmpty || partial == "/" ? "" : "/") + element
            guard mkdir(partial, 0o755) == 0 || errno == EEXIST else {
                throw FileFailure.error("create the directory", partial)
            }
        }
    }

    /// Makes the entries of a directory durable.
    static func sync(_ path: String) throws {
        guard let directory = try LocalFile.open(path, O_RDONLY | O_DIRECTORY) else {
            throw FileFailure.error("sync", path, number: ENOENT)
        }
        try directory.sync()
    }

    /// The names in a directory.
    static func entries(of path: String) throws -> [String] {
        guard let directory = opendir(path) else { throw FileFailure.error("list", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The kind of what a path names, such as `S_IFREG`, or nil when there is nothing; links are not followed.
    static func kind(of path: String) throws -> mode_t? {
        var status = stat()
        if lstat(path, &status) == 0 { return status.st_mode & S_IFMT }
        guard errno == ENOENT else { throw FileFailure.error("examine", path) }
        return nil
    }

    /// The directory that a file lies in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
