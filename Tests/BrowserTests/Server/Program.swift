// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Synchronization

/// A program that runs beside the tests.
///
/// Not Foundation's `Process`, which hands over three descriptors only and now and then misses that a program has ended.
final class Program: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private enum State {
        case running
        case ended(Int32)
    }

    private final class Life: Sendable {
        let state = Mutex(State.running)
    }

    private let identifier: pid_t
    private let life: Life
    private let ending: Task<Int32, Never>

    /// Starts a program with its output in files.
    ///
    /// `handedOver` names descriptors of this process, and the numbers under which the program finds them.
    init(
        _ arguments: [String],
        input: String = "/dev/null",
        output: String = "/dev/null",
        errors: String,
        handedOver: [(descriptor: Int32, number: Int32)] = []
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        for pair in handedOver { posix_spawn_file_actions_adddup2(&actions, pair.descriptor, pair.number) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The tests ignore SIGPIPE, which programs would take over.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        let pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var identifier: pid_t = 0
        let error = posix_spawn(&identifier, arguments[0], &actions, &attributes, pointers, environ)
        guard error == 0 else { throw Failure(description: "\(arguments[0]): \(String(cString: strerror(error)))") }

        let life = Life()
        let (endings, continuation) = AsyncStream<Int32>.makeStream()
        let number = identifier
        Thread.detachNewThread {
            continuation.yield(Self.wait(for: number, life))
            continuation.finish()
        }
        self.identifier = identifier
        self.life = life
        ending = Task { await endings.first { _ in true } ?? -1 }
    }

    deinit {
        signal(SIGKILL)
    }

    var isRunning: Bool {
        life.state.withLock {
            guard case .running = $0 else { return false }
            return true
        }
    }

    func signal(_ number: Int32) {
        // Under the lock: after the end the number may be another program's.
        life.state.withLock {
            guard case .running = $0 else { return }
            kill(identifier, number)
        }
    }

    /// The exit status, or 128 and the signal's number; a program that takes longer than the limit is killed.
    func status(within limit: Duration = .seconds(30)) async -> Int32 {
        let watch = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            signal(SIGKILL)
        }
        defer { watch.cancel() }
        return await ending.value
    }

    private static func wait(for identifier: pid_t, _ life: Life) -> Int32 {
        var information = siginfo_t()
        // Waited for twice: first without taking it away, so that a signal never meets another program of its number.
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return life.state.withLock { state in
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
            state = .ended(code)
            return code
        }
    }
}
