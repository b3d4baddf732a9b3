// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// When a message that did not arrive is sent again.
///
/// An endpoint that is down over a weekend loses nothing; one that is gone is left alone after two days and a half.
enum RetrySchedule {
    /// The pauses after the first attempt, the second, and so on; after the last there is no other.
    static let pauses: [Duration] = [
        .seconds(5), .seconds(30), .minutes(2), .minutes(10), .minutes(30), .hours(1), .hours(2), .hours(4), .hours(8),
        .hours(12), .hours(24),
    ]
    /// How far a pause is moved at most, as a share of it, so that not all come back at once.
    static let jitter = 0.2

    /// The pause before the next attempt; nil when there is none.
    ///
    /// - Parameters:
    ///   - attempts: How often it was sent.
    ///   - requested: What the endpoint asked for; it is never less than that.
    ///   - chance: A number from 0 up to 1.
    /// - Returns: The pause.
    static func pause(after attempts: Int, requested: Duration?, chance: Double) -> Duration? {
        guard attempts >= 1, attempts <= pauses.count else { return nil }
        let pause = pauses[attempts - 1] * (1 + jitter * (2 * chance - 1))
        return max(pause, requested ?? .zero)
    }
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    static func hours(_ count: Int) -> Duration { .minutes(count * 60) }
}
