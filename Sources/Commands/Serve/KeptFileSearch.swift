// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Policy
import Registry

/// Finds the files that an entry of `keep-locks` names.
///
/// What cannot be looked at might hold the file that refers to what is about to go: it is an error, never passed over.
struct KeptFileSearch {
    /// The most files and directories that are looked at.
    static let maximumEntries = 100_000
    /// The deepest nesting that is looked at.
    static let maximumDepth = 32

    private let pattern: KeptFiles.Pattern
    private let root: String
    private var entries = 0
    /// The real paths of the directories that are being read, from the outermost.
    private var chain: [String] = []
    private var files: [String] = []

    /// Finds the files of an entry, in the order of their paths.
    ///
    /// Symbolic links are followed within the directory that the entry leads to before its first wildcard.
    ///
    /// - Throws: ``RegistryError`` with `conflict`, naming what cannot be read.
    static func files(of pattern: KeptFiles.Pattern) throws -> [String] {
        guard let root = realPath(pattern.directory) else {
            throw failure(pattern.directory, String(cString: strerror(errno)))
        }
        var search = KeptFileSearch(pattern: pattern, root: root)
        try search.visit(pattern.directory, real: root, below: "")
        if pattern.isExact, search.files.isEmpty {
            throw failure(path(of: pattern.glob.pattern, in: pattern.directory), String(cString: strerror(ENOENT)))
        }
        return search.files
    }

    /// The error for a file that cannot be used.
    static func failure(_ path: String, _ reason: String) -> RegistryError {
        RegistryError(
            .conflict,
            "nothing was removed, as \(path) of \"keep-locks\" cannot be read and may refer to anything: \(reason)"
        )
    }

    private init(pattern: KeptFiles.Pattern, root: String) {
        self.pattern = pattern
        self.root = root
    }
}

extension KeptFileSearch {
    private enum Kind {
        case file
        case directory(real: String)
        case other
    }

    private mutating func visit(_ directory: String, real: String, below relative: String) throws {
        guard chain.count < Self.maximumDepth else {
            throw Self.failure(directory, "it lies more than \(Self.maximumDepth) levels deep; narrow the pattern")
        }
        chain.append(real)
        defer { chain.removeLast() }
        for name in try Self.names(in: directory) {
            entries += 1
            guard entries <= Self.maximumEntries else {
                let reason = "\"\(pattern.text)\" leads past more than \(Self.maximumEntries) files; narrow it"
                throw Self.failure(pattern.directory, reason)
            }
            let path = Self.path(of: name, in: directory)
            let inner = relative.isEmpty ? name : "\(relative)/\(name)"
            let isMatch = pattern.glob.matches(inner)
            let mayHold = pattern.depth.map { chain.count < $0 } ?? true
            // Of what can neither be a file that is meant nor hold one, nothing needs to be known.
            guard isMatch || mayHold else { continue }
            switch try kind(of: path, isMatch: isMatch) {
            case .file:
                if isMatch { files.append(path) }
            case .directory(let real):
                if mayHold, !chain.contains(real) { try visit(path, real: real, below: inner) }
            case .other:
                if isMatch { throw Self.failure(path, "it is not a regular file") }
            }
        }
    }

    private func kind(of path: String, isMatch: Bool) throws -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw Self.failure(path, String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFLNK else { return try kind(of: status, at: path) }
        guard let target = Self.realPath(path), stat(target, &status) == 0 else {
            throw Self.failure(path, "it is a symbolic link that leads nowhere")
        }
        let isWithin = root == "/" || target.hasPrefix(root + "/") || target == root
        let isMeant = isMatch || status.st_mode & S_IFMT == S_IFDIR
        guard isWithin || !isMeant else {
            throw Self.failure(
                path,
                "it is a symbolic link that leads out of \(pattern.directory), and is not followed"
            )
        }
        return try kind(of: status, at: path)
    }

    private func kind(of status: stat, at path: String) throws -> Kind {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR:
            guard let real = Self.realPath(path) else { throw Self.failure(path, String(cString: strerror(errno))) }
            return .directory(real: real)
        default: return .other
        }
    }

    private static func path(of name: String, in directory: String) -> String {
        if directory == "." { return name }
        return directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    /// The names in a directory, in order; what git keeps for itself holds no lock of anybody's.
    private static func names(in directory: String) throws -> [String] {
        guard let stream = opendir(directory) else { throw failure(directory, String(cString: strerror(errno))) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw failure(directory, String(cString: strerror(errno))) }
                return names.sorted()
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            guard ![".", "..", ".git"].contains(name) else { continue }
            names.append(name)
            guard names.count <= maximumEntries else {
                throw failure(directory, "it holds more than \(maximumEntries) files; narrow the pattern")
            }
        }
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
