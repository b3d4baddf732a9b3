// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

@preconcurrency import Glibc

/// A program that is run with a little input, for a little output, within a time.
public struct ChildProcess: Sendable {
    /// How a run ended.
    public enum Outcome: Hashable, Sendable {
        case exited(Int32, output: [UInt8])
        case tooLong
        case tooMuch
        case failed(String)
    }

    let path: String
    let arguments: [String]
    private let withoutVariables: Set<String>

    /// Creates a run of the program at a path; no shell is involved.
    ///
    /// - Parameters:
    ///   - path: Where the program is.
    ///   - arguments: What it is called with.
    ///   - withoutVariables: The names of variables of this process's environment that it does not get.
    public init(path: String, arguments: [String], withoutVariables: Set<String> = []) {
        self.path = path
        self.arguments = arguments
        self.withoutVariables = withoutVariables
    }

    /// Runs the program and waits for it; what it says on its error stream is not read.
    ///
    /// - Parameters:
    ///   - input: What it reads, at most a few hundred bytes: the system's pipe must hold them all.
    ///   - outputLimit: The most bytes it may write.
    ///   - timeLimit: How long it may take; then it is killed.
    /// - Returns: How it ended.
    public func run(input: String, outputLimit: Int, timeLimit: Duration) -> Outcome {
        guard input.utf8.count <= 4_096 else { return .failed("its input is too long") }
        let end = RequestClock.process.uptime() + timeLimit
        guard let toChild = Pipe(), let fromChild = Pipe() else { return .failed(Self.words(errno)) }
        // Written before anybody reads: a child that does not read cannot break the pipe under us.
        toChild.write(Array(input.utf8))
        toChild.closeWriting()
        let child: pid_t
        switch spawn(reading: toChild.reading, writing: fromChild.writing) {
        case .success(let number): child = number
        case .failure(let failure): return .failed(Self.words(failure.code))
        }
        fromChild.closeWriting()
        var outcome = fromChild.readAll(limit: outputLimit, until: end)
        if case .failed = outcome { kill(child, SIGKILL) }
        if outcome == .tooLong || outcome == .tooMuch { kill(child, SIGKILL) }
        guard let status = Self.wait(for: child, until: end) else { return .tooLong }
        if case .exited(_, let output) = outcome { outcome = .exited(status, output: output) }
        return outcome
    }
}

// MARK: System calls

extension ChildProcess {
    private struct SpawnFailure: Error {
        let code: Int32
    }

    private func spawn(reading: Int32, writing: Int32) -> Result<pid_t, SpawnFailure> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, reading, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // Threads of this program block signals; the helper must not inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var texts = ([path] + arguments).map { strdup($0) }
        defer { for text in texts { free(text) } }
        texts.append(nil)
        var child: pid_t = 0
        var variables = variables()
        let code = posix_spawn(&child, path, &actions, &attributes, &texts, &variables)
        return code == 0 ? .success(child) : .failure(SpawnFailure(code: code))
    }

    /// The environment of the program, in the words of this process's own, with nil at its end.
    private func variables() -> [UnsafeMutablePointer<CChar>?] {
        var kept: [UnsafeMutablePointer<CChar>?] = []
        var next: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
        while let entry = next.pointee {
            let name = String(cString: entry).prefix { $0 != "=" }
            if !withoutVariables.contains(String(name)) { kept.append(entry) }
            next += 1
        }
        return kept + [nil]
    }

    /// Waits until the program is gone; one that lives on after the end is killed, and gives nil.
    private static func wait(for child: pid_t, until end: Duration) -> Int32? {
        var status: Int32 = 0
        var isKilled = false
        while true {
            let found = waitpid(child, &status, isKilled ? 0 : WNOHANG)
            if found < 0, errno != EINTR { return nil }
            if found == child { break }
            if !isKilled, RequestClock.process.uptime() >= end {
                kill(child, SIGKILL)
                isKilled = true
            } else if !isKilled {
                usleep(2_000)
            }
        }
        guard !isKilled else { return nil }
        let isExit = status & 0x7f == 0
        return isExit ? status >> 8 & 0xff : 128 + (status & 0x7f)
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
