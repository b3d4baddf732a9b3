// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

@testable import Commands

/// A command that ran in surroundings made up by a test, and what it printed.
struct CommandRun: Equatable {
    var status: Int32
    var output: String
    var talk: String

    init(status: Int32, output: String, talk: String) {
        self.status = status
        self.output = output
        self.talk = talk
    }

    private final class Recorder: Sendable {
        private let bytes = Mutex<[UInt8]>([])

        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

        var sink: Surroundings.Sink {
            Surroundings.Sink(isTerminal: false) { new in self.bytes.withLock { $0 += new } }
        }
    }

    private final class Uptime: Sendable {
        let elapsed = Mutex<Duration>(.zero)
    }

    private final class Typist: Sendable {
        private let lines: Mutex<[String]>

        init(lines: [String]) {
            self.lines = Mutex(lines)
        }

        var ask: @Sendable (String) throws(CommandFailure) -> String {
            { _ in self.lines.withLock { $0.isEmpty ? "" : $0.removeFirst() } }
        }
    }

    /// Runs a command.
    ///
    /// Its clock stands at 2026-11-20 23:53 UTC, unless told otherwise; pauses take no time but count as taken, and each
    /// look at the time that passes takes a tick.
    init(
        _ arguments: [String],
        environment: [String: String] = [:],
        workingDirectory: String = "/nowhere",
        input: String = "",
        typed: [String]? = nil,
        now: Int64 = Self.now,
        tick: Duration = .zero
    ) async {
        let output = Recorder()
        let talk = Recorder()
        let uptime = Uptime()
        let typist = typed.map { Typist(lines: $0) }
        let surroundings = Surroundings(
            variable: { environment[$0] },
            isSet: { environment[$0] != nil },
            workingDirectory: workingDirectory,
            now: { now },
            uptime: {
                uptime.elapsed.withLock { elapsed in
                    elapsed += tick
                    return elapsed
                }
            },
            sleep: { pause in uptime.elapsed.withLock { $0 += pause } },
            output: output.sink,
            talk: talk.sink,
            input: Surroundings.Source(
                read: { _ in Array(input.utf8) },
                askSecretly: typist?.ask
            )
        )
        status = await Surroundings.$current.withValue(surroundings) { await HoldfastCommand.execute(arguments) }
        self.output = output.text
        self.talk = talk.text
    }

    /// 2026-11-20 23:53:00 UTC.
    static let now: Int64 = 1_795_218_780
}
