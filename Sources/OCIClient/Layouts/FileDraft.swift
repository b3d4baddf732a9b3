// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Synchronization

/// A file that gets its name when it is complete, and goes away otherwise; all calls block.
final class FileDraft: Sendable {
    /// What the names of such files begin with.
    ///
    /// A crash leaves them; whoever finds them unlocked may remove them.
    static let prefix = ".holdfast-"

    let file: LocalFile
    private let path: String
    private let isPublished = Mutex(false)

    /// Makes the file in a directory.
    init(in directory: String, mode: mode_t = 0o644) throws {
        let path = "\(directory)/\(Self.prefix)\(String(UInt64.random(in: .min ... .max), radix: 36))"
        guard let file = try LocalFile.open(path, O_RDWR | O_CREAT | O_EXCL, mode: mode) else {
            throw FileFailure.error("create", path, number: ENOENT)
        }
        self.file = file
        self.path = path
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { throw FileFailure.error("lock", path) }
    }

    /// Makes a file without a name, in the directory for temporary files.
    static func unnamed() throws -> LocalFile {
        let directory = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return try FileDraft(in: directory.isEmpty ? "/tmp" : directory, mode: 0o600).file
    }

    /// Makes the content durable and gives the file its name, in place of what may have it.
    func publish(as name: String) throws {
        try file.sync()
        guard rename(path, name) == 0 else { throw FileFailure.error("publish", name) }
        isPublished.withLock { $0 = true }
    }

    /// Removes what a crash left in a directory.
    static func removeAbandoned(in directory: String) throws {
        for name in try LocalDirectory.entries(of: directory) where name.hasPrefix(prefix) {
            let path = "\(directory)/\(name)"
            guard let file = try LocalFile.open(path, O_RDONLY | O_NOFOLLOW) else { continue }
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
        }
    }

    deinit {
        if !isPublished.withLock({ $0 }) { unlink(path) }
    }
}
