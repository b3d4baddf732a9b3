// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// A name in a directory.
struct DirectoryEntry {
    let kind: FileSystem.Status.Kind
    let bytes: [UInt8]
    /// The name, with signs for what is not valid UTF-8.
    let name: String
    /// Whether the bytes are valid UTF-8.
    let isNameValid: Bool

    private init(_ entry: UnsafeMutablePointer<dirent>, in directory: CInt, path: String) throws(PinningError) {
        let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
        self.bytes = bytes
        self.name = String(decoding: bytes, as: UTF8.self)
        self.isNameValid = name.utf8.elementsEqual(bytes)
        switch Int(entry.pointee.d_type) {
        case Int(DT_REG): self.kind = .file
        case Int(DT_DIR): self.kind = .directory
        case Int(DT_LNK): self.kind = .symbolicLink
        case Int(DT_UNKNOWN):
            self.kind = try FileSystem.status(name, at: directory, followingLinks: false, path: path)?.kind ?? .other
        default: self.kind = .other
        }
    }

    /// Everything in a directory but itself and the one above, in the order of the bytes.
    static func all(in directory: CInt, path: String, limit: Int) throws(PinningError) -> [DirectoryEntry] {
        let copy = fcntl(directory, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw FileSystem.error("list", path) }
        guard let stream = fdopendir(copy) else {
            close(copy)
            throw FileSystem.error("list", path)
        }
        defer { closedir(stream) }
        // The copy shares its place in the directory with the original.
        rewinddir(stream)
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw FileSystem.error("list", path) }
                break
            }
            let found = try DirectoryEntry(entry, in: directory, path: path)
            guard found.name != ".", found.name != ".." else { continue }
            guard entries.count < limit else {
                throw PinningError(
                    .tooLarge,
                    "there are more than \(TreeWalk.maximumCount) files",
                    path: path,
                    advice: "Name the directories that hold references."
                )
            }
            entries.append(found)
        }
        return entries.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }
}

extension FileSystem {
    /// The names of the files in a directory, and of links.
    ///
    /// - Throws: ``PinningError/Code/file`` when the directory cannot be listed.
    static func names(in path: String, limit: Int) throws(PinningError) -> [String] {
        let directory = try open(path, O_RDONLY | O_DIRECTORY, path: path)
        defer { close(directory) }
        return try DirectoryEntry.all(in: directory, path: path, limit: limit)
            .filter { $0.kind == .file || $0.kind == .symbolicLink }
            .map(\.name)
    }
}
