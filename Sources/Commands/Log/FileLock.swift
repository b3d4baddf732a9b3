// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// The sole right to a directory among processes, for as long as the value lives.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// What to do when another process has the right.
    enum Contention {
        case wait
        case fail
    }

    /// Takes the right that a file stands for.
    init(_ path: String, _ contention: Contention) throws(CommandFailure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure(.usage, "\(path) cannot be opened", cause: .system(errno)) }
        var outcome = flock(descriptor, contention == .wait ? LOCK_EX : LOCK_EX | LOCK_NB)
        while outcome != 0, errno == EINTR { outcome = flock(descriptor, LOCK_EX) }
        guard outcome == 0 else {
            let code = errno
            close(descriptor)
            throw CommandFailure(.usage, "\(path) is held by another process", cause: .system(code))
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
