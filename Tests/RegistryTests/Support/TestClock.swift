// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization

/// A clock that only a test moves.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(microseconds: 1_000_000_000_000_000))

    /// The time it is: a day in 2001, until the clock is moved.
    var now: Timestamp { time.withLock { $0 } }

    /// Moves the clock.
    func advance(by duration: Duration) {
        time.withLock { $0 = $0.advanced(by: duration) }
    }
}

extension Duration {
    static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
    static func days(_ count: Int) -> Duration { .hours(count * 24) }
}
