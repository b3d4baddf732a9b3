// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

extension TreeChange {
    /// Writes a copy of a tree in which the files are changed; the tree itself is not touched.
    ///
    /// One directory becomes the new one. Of several paths each gets its place below, by the path as it is shown. Files that
    /// git ignores are not copied, unless the change is about them; rights stay, and symbolic links stay links. The directory
    /// appears when it is complete.
    ///
    /// - Parameters:
    ///   - scan: The tree, as it was read; what was read is what is written.
    ///   - directory: The absolute path of the new directory: there must be none, or an empty one.
    /// - Throws: ``PinningError/Code/file`` and ``PinningError/Code/configuration``; then nothing was written.
    public func writeCopy(of scan: TreeScan, to directory: String) throws(PinningError) {
        try TreeCopy(scan: scan, change: self, directory: directory).write()
    }
}

/// The writing of a copy of a tree.
private struct TreeCopy {
    private let scan: TreeScan
    private let target: String
    private let draft: String
    /// What is written instead of what lies on the disk, by absolute path.
    private var known: [FilePath.Key: [UInt8]] = [:]
    private let changed: [TreeChange.File]

    init(scan: TreeScan, change: TreeChange, directory: String) {
        self.scan = scan
        self.changed = change.files
        self.target = FileSystem.realPath(directory) ?? FilePath.tidied(directory)
        let number = String(UInt64.random(in: .min ... .max), radix: 36)
        self.draft = FilePath.appending(TreeWalk.draftPrefix + number, to: FilePath.directory(of: target))
        for file in scan.files { known[FilePath.key(file.absolutePath)] = file.text.bytes }
        for file in change.files { known[FilePath.key(file.absolutePath)] = file.new }
    }

    func write() throws(PinningError) {
        try checkTarget()
        try GeneratedFile.makeDirectory(FilePath.directory(of: target))
        guard mkdir(draft, 0o777) == 0 else { throw FileSystem.error("create the directory", target) }
        do throws(PinningError) {
            let written = WrittenPaths()
            for root in scan.roots { try copy(root, written) }
            for file in changed where !written.originals.contains(FilePath.key(file.absolutePath)) {
                try copyBeside(file, written)
            }
            for root in scan.roots where root.kind == .directory { try keepModes(of: root, written) }
            guard rename(draft, target) == 0 else { throw FileSystem.error("create the directory", target) }
        } catch {
            Self.remove(draft, at: AT_FDCWD)
            throw error
        }
    }
}

/// Which files of the tree have their copy.
private final class WrittenPaths {
    var originals: Set<FilePath.Key> = []
    var directories: Set<FilePath.Key> = []
}

extension TreeCopy {
    private func checkTarget() throws(PinningError) {
        guard !target.isEmpty, target != "/" else {
            throw PinningError(.configuration, "is no directory to write to", path: target)
        }
        guard let status = try FileSystem.status(target, followingLinks: false, path: target) else { return }
        guard status.kind == .directory else { throw PinningError(.configuration, "is not a directory", path: target) }
        let descriptor = try FileSystem.open(target, O_RDONLY | O_DIRECTORY, path: target)
        defer { close(descriptor) }
        guard try DirectoryEntry.all(in: descriptor, path: target, limit: TreeWalk.maximumCount).isEmpty else {
            throw PinningError(
                .configuration,
                "the directory is not empty",
                path: target,
                advice: "Name a directory that does not exist yet."
            )
        }
    }

    /// Where the copy of a root lies below the new directory.
    private func place(of root: NamedPath) throws(PinningError) -> String {
        if scan.roots.count == 1 { return root.kind == .directory ? "" : FilePath.name(of: root.path) }
        let isBelow = FilePath.path("/" + root.path, below: "/") != nil && root.path.utf8.first != UInt8(ascii: "/")
        guard isBelow else {
            throw PinningError(
                .configuration,
                "lies outside the working directory, so its copy has no place beside the others",
                path: root.path,
                advice: "Name one directory, or change to one that holds all paths."
            )
        }
        return root.path
    }

    private func copy(_ root: NamedPath, _ written: WrittenPaths) throws(PinningError) {
        let place = try place(of: root)
        switch root.kind {
        case .file:
            try copyFile(
                FilePath.name(of: root.absolutePath),
                at: AT_FDCWD,
                original: root.absolutePath,
                to: place,
                written
            )
        case .directory:
            var failure: PinningError?
            try TreeWalk.run(root: root.absolutePath, excluding: target) { path, error in
                failure = failure ?? error.named(FilePath.appending(path, to: root.path))
            } visit: { entry throws(PinningError) in
                let path = FilePath.appending(entry.path, to: place)
                let original = FilePath.appending(entry.path, to: root.absolutePath)
                switch entry.kind {
                case .file: try copyFile(entry.name, at: entry.directory, original: original, to: path, written)
                case .symbolicLink: try copyLink(entry, to: path, written)
                }
            }
            // A copy that lacks something unsaid would be applied as if it were whole.
            if let failure { throw failure }
        }
    }

    /// Copies a file that changes although the walk passes over it, such as an ignored `.env`.
    private func copyBeside(_ file: TreeChange.File, _ written: WrittenPaths) throws(PinningError) {
        for root in scan.roots where root.kind == .directory {
            guard let below = FilePath.path(file.absolutePath, below: root.absolutePath) else { continue }
            let place = FilePath.appending(below, to: try place(of: root))
            try copyFile(FilePath.name(of: below), at: AT_FDCWD, original: file.absolutePath, to: place, written)
            return
        }
        throw PinningError(
            .unsupported,
            "would change, but lies outside what is copied",
            path: file.path,
            advice: "Name its directory, too."
        )
    }
}

extension TreeCopy {
    private func copyFile(
        _ name: String,
        at directory: CInt,
        original: String,
        to place: String,
        _ written: WrittenPaths
    ) throws(PinningError) {
        guard written.originals.insert(FilePath.key(original)).inserted else { return }
        try makeDirectories(for: place, written)
        let source = try FileSystem.open(
            directory == AT_FDCWD ? original : name,
            at: directory,
            O_RDONLY | O_NOFOLLOW,
            path: original
        )
        defer { close(source) }
        let state = try FileSystem.status(of: source, path: original)
        let path = FilePath.appending(place, to: draft)
        let copy = try FileSystem.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, path: place)
        defer { close(copy) }
        if let bytes = known[FilePath.key(original)] {
            try FileSystem.write(bytes, to: copy, path: place)
        } else {
            try Self.pour(source, into: copy, path: original)
        }
        guard fchmod(copy, state.mode) == 0 else { throw FileSystem.error("keep the rights of the file", place) }
    }

    private func copyLink(_ entry: TreeWalk.Entry, to place: String, _ written: WrittenPaths) throws(PinningError) {
        try makeDirectories(for: place, written)
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlinkat(entry.directory, entry.name, &target, Int(PATH_MAX)) >= 0 else {
            throw FileSystem.error("read the link", entry.path)
        }
        let end = target.firstIndex(of: 0) ?? target.endIndex
        let leadsTo = String(decoding: target[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard !Self.leadsOut(leadsTo, from: place) else {
            throw PinningError(
                .unsupported,
                "is a link that leads out of the tree (\(leadsTo)), and would lead elsewhere from the copy",
                path: place,
                advice: "Name the directory that holds both, or make the link absolute."
            )
        }
        let path = FilePath.appending(place, to: draft)
        guard symlink(target, path) == 0 || errno == EEXIST else { throw FileSystem.error("create the link", place) }
    }

    private func makeDirectories(for place: String, _ written: WrittenPaths) throws(PinningError) {
        let directory = FilePath.directory(of: place)
        guard !directory.isEmpty, written.directories.insert(FilePath.key(directory)).inserted else { return }
        try makeDirectories(for: directory, written)
        guard mkdir(FilePath.appending(directory, to: draft), 0o777) == 0 || errno == EEXIST else {
            throw FileSystem.error("create the directory", directory)
        }
    }

    /// Gives directories the rights of the originals; at the end, as some may not be written to then.
    private func keepModes(of root: NamedPath, _ written: WrittenPaths) throws(PinningError) {
        let place = try place(of: root)
        let directories = written.directories.map { String(decoding: $0, as: UTF8.self) }
        // Those inside come before the ones that hold them.
        for path in directories.sorted(by: { FilePath.precedes($1, $0) }) + (place.isEmpty ? [""] : []) {
            guard let below = place.isEmpty ? path : FilePath.path(path, below: place) else { continue }
            let original = FilePath.appending(below, to: root.absolutePath)
            guard let state = try FileSystem.status(original, followingLinks: false, path: original) else { continue }
            guard chmod(FilePath.appending(path, to: draft), state.mode) == 0 else {
                throw FileSystem.error("keep the rights of the directory", path)
            }
        }
    }

    /// Tells whether a relative link leads out of the copy, where it would mean something else than in the tree.
    private static func leadsOut(_ target: String, from place: String) -> Bool {
        guard target.utf8.first != UInt8(ascii: "/") else { return false }
        var depth = FilePath.directory(of: place).utf8.split(separator: UInt8(ascii: "/")).count
        for part in target.utf8.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            depth += part.elementsEqual("..".utf8) ? -1 : 1
            if depth < 0 { return true }
        }
        return false
    }

    private static func pour(_ source: CInt, into copy: CInt, path: String) throws(PinningError) {
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(source, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileSystem.error("read", path) }
            guard count > 0 else { return }
            try FileSystem.write(chunk[..<count], to: copy, path: path)
        }
    }

    /// Removes what a copy that failed left; what cannot be removed stays, as the error that is reported counts more.
    private static func remove(_ name: String, at parent: CInt) {
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            unlinkat(parent, name, 0)
            return
        }
        let entries = try? DirectoryEntry.all(in: descriptor, path: name, limit: TreeWalk.maximumCount)
        for entry in entries ?? [] { remove(entry.name, at: descriptor) }
        close(descriptor)
        unlinkat(parent, name, AT_REMOVEDIR)
    }
}

extension PinningError {
    fileprivate func named(_ path: String) -> PinningError {
        var error = self
        error.path = path
        return error
    }
}
