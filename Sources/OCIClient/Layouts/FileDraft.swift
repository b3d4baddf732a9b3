// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Synchronization

/// A file that gets its name when it is complete, and goes away otherwise; all calls block.
final class FileDraft: Sendable {
    /// What the names of such files begin with.
    ///
    /// A crash leaves them; whoever finds them unlocked may remove them.
    static let prefix = ".holdfast-part-"

    let file: LocalFile
    private let path: String
    private let isPublished = Mutex(false)

    /// Makes the file in a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - mode: The rights to the file.
    ///   - target: How messages call the file, if it is known already what it will be.
    /// - Throws: ``ClientError``.
    init(in directory: String, mode: mode_t = 0o644, for target: String? = nil) throws {
        let path = "\(directory)/\(Self.prefix)\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let name = target ?? path
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileFailure.error("create", name) }
        self.file = LocalFile(path: name, descriptor: descriptor)
        self.path = path
        // Between the two calls another process may have taken the file for an abandoned one.
        var status = stat()
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
            throw FileFailure.error("lock", name, number: EAGAIN)
        }
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
    ///
    /// What cannot be opened, is no file or somebody else's was not left by a crash of ours and stays.
    static func removeAbandoned(in directory: String) throws {
        for name in try LocalDirectory.entries(of: directory) where name.hasPrefix(prefix) {
            let path = "\(directory)/\(name)"
            // Without O_NONBLOCK a fifo would be waited for.
            let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            let file = LocalFile(path: path, descriptor: descriptor)
            var status = stat()
            guard fstat(file.descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                status.st_uid == geteuid()
            else { continue }
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
        }
    }

    deinit {
        if !isPublished.withLock({ $0 }) { unlink(path) }
    }
}
