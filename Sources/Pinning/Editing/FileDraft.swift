// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// A new version of a file, complete and durable, that waits beside it to take its place.
struct FileDraft {
    private let target: String
    private let shown: String
    private let path: String

    /// Writes the new version.
    ///
    /// - Parameters:
    ///   - target: The file that it is of.
    ///   - shown: How messages call the file.
    ///   - state: The file, whose rights and owner the new one gets.
    ///   - bytes: What it holds.
    /// - Throws: ``PinningError/Code/file``; then nothing is left behind.
    init(of target: String, shown: String, like state: FileSystem.Status, bytes: [UInt8]) throws(PinningError) {
        let number = String(UInt64.random(in: .min ... .max), radix: 36)
        self.target = target
        self.shown = shown
        self.path = FilePath.appending(TreeWalk.draftPrefix + number, to: FilePath.directory(of: target))
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSystem.error("write beside the file", shown) }
        defer { close(descriptor) }
        do throws(PinningError) {
            try Self.keepRights(of: state, target, on: descriptor, path: shown)
            try FileSystem.write(bytes, to: descriptor, path: shown)
            guard fsync(descriptor) == 0 else { throw FileSystem.error("make the file durable", shown) }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Puts the new version in the place of the old one.
    func publish() throws(PinningError) {
        guard rename(path, target) == 0 else { throw FileSystem.error("replace the file", shown) }
    }

    /// Removes the new version, if it did not take its place.
    func discard() { unlink(path) }

    private static func keepRights(
        of state: FileSystem.Status,
        _ target: String,
        on descriptor: CInt,
        path: String
    ) throws(PinningError) {
        let own = try FileSystem.status(of: descriptor, path: path)
        var mode = state.mode
        var isGroupKept = own.group == state.group
        if own.owner != state.owner || own.group != state.group, fchown(descriptor, state.owner, state.group) != 0 {
            // As an editor does: the file becomes ours. Its group, if that cannot be kept, gets no rights meant for another.
            isGroupKept = isGroupKept || fchown(descriptor, uid_t.max, state.group) == 0
            if !isGroupKept { mode &= 0o707 }
        } else {
            isGroupKept = true
        }
        let original = try FileSystem.open(target, O_RDONLY | O_NOFOLLOW, path: path)
        defer { close(original) }
        let attributes = try FileAttributes(of: original, path: path)
        // The rights of a group that is not the same any more are none that a list may give.
        guard isGroupKept || !attributes.hasAccessList else { throw FileAttributes.refusal(path, EPERM) }
        // Of the rights of the directory's list that the draft began with, nothing may stay.
        try FileAttributes.removeAccessList(from: descriptor, path: path)
        guard fchmod(descriptor, mode) == 0 else { throw FileSystem.error("keep the rights of the file", path) }
        try attributes.give(to: descriptor, path: path)
    }
}
