// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Drafts that a program left behind which was killed while it wrote.
enum AbandonedDrafts {
    /// How long a draft stays that another program may still be at work on.
    private static let age = 60 * 60

    /// Removes the drafts of files in a directory that are ours and old.
    ///
    /// What cannot be listed or removed stays: it is in nobody's way.
    static func remove(from path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let entries = try? DirectoryEntry.all(in: descriptor, path: path, limit: TreeWalk.maximumCount)
        for entry in entries ?? [] where entry.kind == .file && isDraft(entry.name) {
            guard
                let status = try? FileSystem.status(
                    entry.name,
                    at: descriptor,
                    followingLinks: false,
                    path: path
                ),
                status.kind == .file, status.owner == geteuid(), status.modifiedSeconds < time(nil) - age
            else { continue }
            unlinkat(descriptor, entry.name, 0)
        }
    }

    /// Tells whether a name is one that drafts get: the prefix and a number.
    private static func isDraft(_ name: String) -> Bool {
        guard name.hasPrefix(TreeWalk.draftPrefix) else { return false }
        let number = name.utf8.dropFirst(TreeWalk.draftPrefix.utf8.count)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return !number.isEmpty && number.allSatisfy { digits.contains($0) || letters.contains($0) }
    }
}
