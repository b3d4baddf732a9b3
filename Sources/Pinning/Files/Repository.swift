// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A git repository, as far as it says what is ignored.
struct Repository {
    /// The directory that holds `.git`, an absolute path without links.
    let root: String

    /// The repository in which a directory lies.
    static func around(_ directory: String) -> Repository? {
        var directory = directory
        while true {
            // Losing the error is right: what cannot be looked at is no repository for git either.
            let git = FilePath.appending(".git", to: directory)
            if let status = try? FileSystem.status(git, followingLinks: false, path: git), status.kind != .other {
                return Repository(root: directory)
            }
            guard directory != "/", directory != "" else { return nil }
            directory = FilePath.directory(of: directory)
        }
    }

    /// The rules of the repository for what lies in a directory, but for those in the directory itself.
    func rules(above directory: String, missed: (_ path: String, PinningError) -> Void) -> IgnoreRules {
        var rules = exclusions(missed: missed)
        guard let below = FilePath.path(directory, below: root), !below.isEmpty else { return rules }
        var outer = ""
        for name in below.utf8.split(separator: UInt8(ascii: "/")) {
            let path = FilePath.appending(".gitignore", to: FilePath.appending(outer, to: root))
            if let bytes = Self.read(path, missed: missed) { rules.add(bytes, directory: FilePath.key(outer)) }
            outer = FilePath.appending(String(Substring(name)), to: outer)
        }
        return rules
    }

    /// The rules that the repository's owner keeps beside it: `info/exclude`.
    func exclusions(missed: (_ path: String, PinningError) -> Void) -> IgnoreRules {
        var rules = IgnoreRules()
        if let bytes = Self.read(commonDirectory + "/info/exclude", missed: missed) { rules.add(bytes, directory: []) }
        return rules
    }
}

extension Repository {
    /// Where git keeps the repository: a work tree and a submodule have a file that says so.
    private var commonDirectory: String {
        let git = FilePath.appending(".git", to: root)
        guard let link = Self.line(of: git), link.utf8.starts(with: "gitdir: ".utf8) else { return git }
        let directory = FilePath.absolute(String(link.dropFirst("gitdir: ".count)), from: root)
        guard let common = Self.line(of: directory + "/commondir") else { return directory }
        return FilePath.absolute(common, from: directory)
    }

    private static func line(of path: String) -> String? {
        // Losing the error is right: in most repositories these files are directories, or missing.
        guard let bytes = try? FileSystem.read(path, path: path) else { return nil }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// Reads a file if there is one.
    private static func read(_ path: String, missed: (_ path: String, PinningError) -> Void) -> [UInt8]? {
        do throws(PinningError) {
            guard try FileSystem.status(path, followingLinks: false, path: path)?.kind == .file else { return nil }
            return try FileSystem.read(path, path: path)
        } catch {
            missed(path, error)
            return nil
        }
    }
}
