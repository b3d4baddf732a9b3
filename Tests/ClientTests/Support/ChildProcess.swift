// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Synchronization

/// A program that runs beside the tests, with its output in files.
///
/// Not Foundation's `Process`, which now and then misses on Linux that a program has ended.
final class ChildProcess: Sendable {
    private enum State {
        case running
        case ended(Int32)
    }

    /// The number that the system calls it by.
    let identifier: pid_t
    private let state: SharedState
    private let ending: Task<Int32, Never>

    private final class SharedState: Sendable {
        let value = Mutex(State.running)
    }

    struct NotInstalled: Error {
        let program: String
    }

    struct Failure: Error {
        let operation: String
        let reason: String
    }

    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        directory: String? = nil,
        input: String? = nil,
        output: String,
        errors: String
    ) throws {
        guard let path = Machine.path(of: program) else { throw NotInstalled(program: program) }
        let identifier = try Self.spawn(path, arguments, environment, directory, input, output, errors)
        let state = SharedState()
        let (endings, continuation) = AsyncStream<Int32>.makeStream()
        Thread.detachNewThread {
            let status = Self.wait(for: identifier, state)
            continuation.yield(status)
            continuation.finish()
        }
        self.identifier = identifier
        self.state = state
        ending = Task { await endings.first { _ in true } ?? -1 }
    }

    deinit {
        signal(SIGKILL)
    }

    var isRunning: Bool {
        state.value.withLock {
            guard case .running = $0 else { return false }
            return true
        }
    }

    func signal(_ number: Int32) {
        // Under the lock: after the end the number may be another program's.
        state.value.withLock {
            guard case .running = $0 else { return }
            kill(identifier, number)
        }
    }

    /// The exit status, or 128 and the signal's number; a program that takes longer than the limit is killed.
    func status(within limit: Duration) async -> Int32 {
        let watch = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            signal(SIGKILL)
        }
        defer { watch.cancel() }
        return await ending.value
    }

    private static func wait(for identifier: pid_t, _ state: SharedState) -> Int32 {
        var information = siginfo_t()
        // Waited for twice: first without taking it away, so that a signal never meets another program of its number.
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return state.value.withLock { state in
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
            state = .ended(code)
            return code
        }
    }
}

// MARK: - Start

extension ChildProcess {
    private static func spawn(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String],
        _ directory: String?,
        _ input: String?,
        _ output: String,
        _ errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let source = input == nil ? "/dev/null" : "\(output).in"
        if let input { try Data(input.utf8).write(to: URL(fileURLWithPath: source)) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, source, O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o600)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The tests ignore SIGPIPE; programs take an ignored signal over, and some then never end.
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        // env becomes the program once it has changed the directory, which the spawn call itself cannot.
        let command = directory.map { ["/usr/bin/env", "--chdir=\($0)", path] } ?? [path]
        let all = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        return try withPointers(to: command + arguments) { arguments in
            try withPointers(to: all.map { "\($0)=\($1)" }) { environment in
                var identifier: pid_t = 0
                let error = posix_spawn(&identifier, command[0], &actions, &attributes, arguments, environment)
                guard error == 0 else { throw Failure(operation: path, reason: String(cString: strerror(error))) }
                return identifier
            }
        }
    }

    /// Lends texts as C wants them: a list of pointers that ends with none.
    private static func withPointers<Result>(
        to texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
    ) rethrows -> Result {
        let pointers = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return try body(pointers + [nil])
    }
}
