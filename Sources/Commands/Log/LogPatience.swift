// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How long the entries of a log are read for the sake of a tag: every request has an end of its own, and there may be
/// thousands.
struct LogPatience {
    private static let limit = Duration.seconds(600)

    private let surroundings = Surroundings.current
    private let start = Surroundings.current.uptime()

    /// Throws when it has taken too long.
    func require(_ log: WatchedLog) throws(CommandFailure) {
        guard surroundings.uptime() - start >= Self.limit else { return }
        throw CommandFailure(
            .registry,
            "the log of \(log.reader.place) took more than \(Self.limit.components.seconds / 60) minutes to be read",
            advice: "Try again, closer to the registry. An audit takes its time: holdfast log audit \(log.reader.place)"
        )
    }
}
