// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A file or directory that the user named.
struct NamedPath: Sendable {
    enum Kind: Sendable {
        case file
        case directory
    }

    let kind: Kind
    /// The path as it is shown; empty for the working directory.
    let path: String
    /// The path without links.
    let absolutePath: String
    /// The directory outside which nothing is read: the repository, else the working directory, else what was named.
    let boundary: String
}

/// How paths are shown, seen from a working directory.
struct ShownPaths: Sendable {
    private let directory: String
    private let realDirectory: String

    init(workingDirectory: String) {
        self.directory = FilePath.tidied(workingDirectory)
        self.realDirectory = FileSystem.realPath(workingDirectory) ?? directory
    }

    /// Looks up what was named.
    func named(_ path: String) throws(PinningError) -> NamedPath {
        let whole = FilePath.absolute(path, from: directory)
        guard !path.isEmpty, !path.utf8.contains(0),
            let status = try FileSystem.status(whole, followingLinks: true, path: path)
        else { throw PinningError(.file, "no such file or directory", path: path) }
        guard let real = FileSystem.realPath(whole) else { throw FileSystem.error("find", path) }
        guard status.kind == .file || status.kind == .directory else {
            throw PinningError(.file, "is neither a file nor a directory", path: path)
        }
        let shown =
            FilePath.path(whole, below: directory) ?? FilePath.path(real, below: realDirectory) ?? FilePath.tidied(path)
        let place = status.kind == .file ? FilePath.directory(of: real) : real
        return NamedPath(
            kind: status.kind == .file ? .file : .directory,
            path: shown,
            absolutePath: real,
            boundary: Repository.around(place)?.root
                ?? (FilePath.path(place, below: realDirectory) == nil ? place : realDirectory)
        )
    }

    /// How a path without links is shown that was found, not named.
    func shown(_ absolutePath: String) -> String { FilePath.path(absolutePath, below: realDirectory) ?? absolutePath }

    /// The path that is shown so.
    func absolute(_ shown: String) -> String { FilePath.absolute(shown, from: realDirectory) }
}
