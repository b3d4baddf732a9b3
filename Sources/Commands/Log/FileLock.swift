// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// The sole right to a directory among processes, for as long as the value lives.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// What to do when another process has the right.
    enum Contention: Equatable {
        /// Wait for it, but not for ever: whoever has it may have been stopped.
        case wait(atMost: Duration)
        case fail
    }

    private static let pause = Duration.milliseconds(20)

    /// Takes the right that a file stands for.
    ///
    /// - Throws: ``CommandFailure``: status 2 when the file cannot be opened, or another process has the right and is not
    ///   waited for; 3 when it was waited for in vain.
    init(_ path: String, _ contention: Contention) async throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure(.usage, "\(path) cannot be opened", cause: .system(errno)) }
        do {
            try await Self.take(descriptor, path, contention)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    private static func take(_ descriptor: Int32, _ path: String, _ contention: Contention) async throws {
        let surroundings = Surroundings.current
        let start = surroundings.uptime()
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            guard code == EWOULDBLOCK, case .wait(let patience) = contention else {
                throw CommandFailure(.usage, "\(path) is held by another process", cause: .system(code))
            }
            guard surroundings.uptime() - start < patience else {
                throw CommandFailure(
                    .registry,
                    "\(path) is held by another process, for more than \(patience.components.seconds) seconds",
                    advice: "See which holdfast runs still, or does not end (`fuser \(path)` tells), then try again."
                )
            }
            try await surroundings.sleep(Self.pause)
        }
    }

    deinit { close(descriptor) }
}
