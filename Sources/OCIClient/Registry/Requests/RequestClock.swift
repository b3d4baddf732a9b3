// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Time and chance, as requests see them; tests have their own.
struct RequestClock: Sendable {
    /// The time since some fixed moment; it never jumps.
    var uptime: @Sendable () -> Duration
    /// The seconds since 1970, UTC.
    var now: @Sendable () -> Int64
    /// Pauses the task.
    var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to 1.
    var random: @Sendable () -> Double

    /// The real time, and real chance.
    static var process: RequestClock {
        RequestClock(
            uptime: {
                var time = timespec()
                clock_gettime(CLOCK_MONOTONIC, &time)
                return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
            },
            now: { Int64(time(nil)) },
            sleep: { try await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) }
        )
    }
}
