// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// The files of a tree that git does not ignore, in the order of their paths, directory by directory.
///
/// Names that begin with a dot are like others, but for `.git`. Symbolic links are not followed; devices and the like are
/// passed over. A repository in the tree has its own rules.
struct TreeWalk {
    /// A file or a symbolic link.
    struct Entry {
        enum Kind {
            case file
            case symbolicLink
        }

        let kind: Kind
        /// The directory, open as long as the entry is handed out.
        let directory: CInt
        let name: String
        /// The path below the directory that is walked.
        let path: String
    }

    /// The deepest directory that is looked into.
    static let maximumDepth = 128
    /// The most entries that are looked at.
    static let maximumCount = 1_000_000
    /// What the names of files and directories that are being written begin with.
    static let draftPrefix = ".holdfast-part-"

    private let root: String
    private let excluded: String?
    private let visit: (Entry) throws(PinningError) -> Void
    private let missed: (_ path: String, PinningError) -> Void
    private let ignored: (_ name: String, _ directory: String) -> Void
    private var count = 0

    /// Hands out every file below a directory.
    ///
    /// - Parameters:
    ///   - root: The directory, an absolute path without links.
    ///   - excluded: A directory that is left out, an absolute path without links.
    ///   - missed: Called with what cannot be looked into, by its path below `root`.
    ///   - visit: Called with every file and link.
    ///   - ignored: Called with every file that git ignores by itself, not with its directory, and the absolute path of that.
    /// - Throws: What `visit` throws, and ``PinningError/Code/tooLarge`` for a tree without end.
    static func run(
        root: String,
        excluding excluded: String?,
        missed: @escaping (_ path: String, PinningError) -> Void,
        visit: @escaping (Entry) throws(PinningError) -> Void,
        ignored: @escaping (_ name: String, _ directory: String) -> Void = { _, _ in }
    ) throws(PinningError) {
        let repository = Repository.around(root)
        let above = repository.flatMap { FilePath.path(root, below: $0.root) } ?? ""
        var walk = TreeWalk(root: root, excluded: excluded, visit: visit, missed: missed, ignored: ignored)
        try walk.enter(
            root,
            at: AT_FDCWD,
            path: "",
            rules: repository?.rules(above: root, missed: missed) ?? IgnoreRules(),
            below: FilePath.key(above),
            depth: 0
        )
    }

    private init(
        root: String,
        excluded: String?,
        visit: @escaping (Entry) throws(PinningError) -> Void,
        missed: @escaping (_ path: String, PinningError) -> Void,
        ignored: @escaping (_ name: String, _ directory: String) -> Void
    ) {
        self.ignored = ignored
        self.root = root
        self.excluded = excluded
        self.visit = visit
        self.missed = missed
    }
}

extension TreeWalk {
    /// Looks into a directory.
    ///
    /// - Parameters:
    ///   - name: The directory's name, at the one above.
    ///   - parent: The directory above.
    ///   - path: Its path below the root.
    ///   - rules: What the directories above ignore.
    ///   - place: Its path below the root of the repository.
    ///   - depth: How many directories lie between it and the root.
    /// - Throws: What the visit throws, and ``PinningError/Code/tooLarge``.
    private mutating func enter(
        _ name: String,
        at parent: CInt,
        path: String,
        rules: IgnoreRules,
        below place: [UInt8],
        depth: Int
    ) throws(PinningError) {
        guard depth < Self.maximumDepth else {
            missed(path, PinningError(.tooLarge, "directories deeper than \(Self.maximumDepth) are not looked into"))
            return
        }
        let descriptor: CInt
        let entries: [DirectoryEntry]
        do throws(PinningError) {
            descriptor = try FileSystem.open(name, at: parent, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, path: path)
        } catch {
            missed(path, error)
            return
        }
        defer { close(descriptor) }
        do throws(PinningError) {
            entries = try DirectoryEntry.all(in: descriptor, path: path, limit: Self.maximumCount - count)
        } catch  where error.code == .file {
            missed(path, error)
            return
        }
        count += entries.count
        var rules = rules
        var place = place
        if depth > 0, entries.contains(where: { $0.name == ".git" }) {
            rules = Repository(root: FilePath.appending(path, to: root)).exclusions(missed: missed)
            place = []
        }
        if entries.contains(where: { $0.name == ".gitignore" && $0.kind == .file }) {
            do throws(PinningError) {
                rules.add(try FileSystem.read(".gitignore", at: descriptor, path: path), directory: place)
            } catch {
                missed(FilePath.appending(".gitignore", to: path), error)
            }
        }
        for entry in entries where entry.name != ".git" && !entry.name.utf8.starts(with: Self.draftPrefix.utf8) {
            let below = (place.isEmpty ? [] : place + [UInt8(ascii: "/")]) + entry.bytes
            guard !rules.ignores(below, isDirectory: entry.kind == .directory) else {
                if entry.kind == .file { ignored(entry.name, FilePath.appending(path, to: root)) }
                continue
            }
            let inner = FilePath.appending(entry.name, to: path)
            guard entry.isNameValid else {
                missed(inner, PinningError(.unsupported, "the name is not valid UTF-8"))
                continue
            }
            switch entry.kind {
            case .directory:
                if let excluded, FilePath.appending(inner, to: root) == excluded { continue }
                try enter(
                    entry.name,
                    at: descriptor,
                    path: inner,
                    rules: rules,
                    below: below,
                    depth: depth + 1
                )
            case .file:
                try visit(Entry(kind: .file, directory: descriptor, name: entry.name, path: inner))
            case .symbolicLink:
                try visit(Entry(kind: .symbolicLink, directory: descriptor, name: entry.name, path: inner))
            case .other: continue
            }
        }
    }
}
