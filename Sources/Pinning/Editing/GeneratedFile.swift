// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// A file that is made here as a whole, such as a lock: it is there complete, or as it was.
public enum GeneratedFile {
    /// Writes a file in the place of the one that is there, if one is; directories on the way are made.
    ///
    /// - Parameters:
    ///   - bytes: What it holds.
    ///   - path: The file, by its absolute path.
    /// - Throws: ``PinningError/Code/file``; then the old one is still there.
    public static func write(_ bytes: [UInt8], to path: String) throws(PinningError) {
        let target = FileSystem.realPath(path) ?? path
        try makeDirectory(FilePath.directory(of: target))
        AbandonedDrafts.remove(from: FilePath.directory(of: target))
        if let state = try FileSystem.status(target, followingLinks: true, path: path) {
            let draft = try FileDraft(of: target, shown: path, like: state, bytes: bytes)
            do throws(PinningError) {
                try draft.publish()
            } catch {
                draft.discard()
                throw error
            }
        } else {
            try create(bytes, at: target, shown: path)
        }
        do throws(PinningError) {
            try FileSystem.syncDirectory(FilePath.directory(of: target))
        } catch {
            var error = error
            error.message += "; the file is written, but a crash of the system may undo that"
            throw error
        }
    }

    private static func create(_ bytes: [UInt8], at target: String, shown: String) throws(PinningError) {
        let number = String(UInt64.random(in: .min ... .max), radix: 36)
        let draft = FilePath.appending(TreeWalk.draftPrefix + number, to: FilePath.directory(of: target))
        let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileSystem.error("write beside the file", shown) }
        defer { close(descriptor) }
        do throws(PinningError) {
            try FileSystem.write(bytes, to: descriptor, path: shown)
            guard fsync(descriptor) == 0 else { throw FileSystem.error("make the file durable", shown) }
            guard rename(draft, target) == 0 else { throw FileSystem.error("make the file", shown) }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Makes a directory, and those on the way to it.
    static func makeDirectory(_ path: String) throws(PinningError) {
        guard access(path, F_OK) != 0 else { return }
        let parent = FilePath.directory(of: path)
        if parent != path { try makeDirectory(parent) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw FileSystem.error("make the directory", path) }
    }
}
