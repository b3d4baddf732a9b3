// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// What a command can see and touch of the process it runs in.
///
/// Commands reach the environment, the clock and the three standard streams through ``current`` alone, so that a test
/// can run one with surroundings of its own.
struct Surroundings: Sendable {
    /// A stream of text on its way out.
    struct Sink: Sendable {
        /// Whether a person's terminal is at the other end.
        var isTerminal: Bool
        /// Writes all the bytes.
        var write: @Sendable ([UInt8]) throws(CommandFailure) -> Void
    }

    /// The stream of text on its way in.
    struct Source: Sendable {
        /// Reads to the end; more than the given number of bytes is an error.
        var read: @Sendable (_ limit: Int) throws(CommandFailure) -> [UInt8]
        /// Asks a person for a line without showing what is typed; nil when no terminal is there.
        var askSecretly: (@Sendable (_ question: String) throws(CommandFailure) -> String)?
    }

    /// The surroundings of the command that runs.
    @TaskLocal static var current = Surroundings.process

    /// Gives the value of an environment variable; an empty one counts as none.
    var variable: @Sendable (String) -> String?
    /// Tells whether an environment variable is set, be it to nothing: an empty password is one.
    var isSet: @Sendable (String) -> Bool = { getenv($0) != nil }
    /// The directory that relative paths start from.
    var workingDirectory: String
    /// The seconds since 1970, UTC.
    var now: @Sendable () -> Int64
    /// The time since some fixed moment; it never jumps.
    var uptime: @Sendable () -> Duration
    /// Pauses the task.
    var sleep: @Sendable (Duration) async throws -> Void
    /// Where data goes.
    var output: Sink
    /// Where talk goes.
    var talk: Sink
    /// Where a password may come from.
    var input: Source
}

extension Surroundings {
    /// The real process.
    static var process: Surroundings {
        Surroundings(
            variable: { name in
                guard let value = getenv(name), value.pointee != 0 else { return nil }
                return String(cString: value)
            },
            workingDirectory: currentDirectory(),
            now: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Int64(time.tv_sec)
            },
            uptime: {
                var time = timespec()
                clock_gettime(CLOCK_MONOTONIC, &time)
                return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
            },
            sleep: { try await Task.sleep(for: $0) },
            output: Sink(descriptor: STDOUT_FILENO),
            talk: Sink(descriptor: STDERR_FILENO),
            input: .standardInput
        )
    }

    private static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Makes a path absolute.
    func absolute(_ path: String) -> String {
        var rest = Substring(path)
        if rest.hasPrefix("/") { return path }
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        if rest.isEmpty || rest == "." { return workingDirectory }
        return workingDirectory == "/" ? "/\(rest)" : "\(workingDirectory)/\(rest)"
    }
}

extension Surroundings.Sink {
    /// Creates a stream that writes to an open file.
    init(descriptor: Int32) {
        self.isTerminal = isatty(descriptor) == 1
        self.write = { bytes throws(CommandFailure) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count >= 0 {
                    rest = rest.dropFirst(count)
                    continue
                }
                switch errno {
                case EINTR: continue
                // The reader has seen enough, as with `| head`.
                case EPIPE: return
                case let code: throw CommandFailure(.registry, "the output could not be written", cause: .system(code))
                }
            }
        }
    }
}
