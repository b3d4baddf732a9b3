// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import Webhooks

/// A clock that jumps over pauses and keeps them.
final class TestClock: Sendable {
    private struct State {
        var time = Timestamp(microseconds: 1_000_000_000_000_000)
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())

    /// The time it is: a day in 2001, until somebody pauses.
    var now: Timestamp { state.withLock { $0.time } }

    /// The pauses that were made.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(by duration: Duration) {
        state.withLock { $0.time = $0.time.advanced(by: duration) }
    }

    /// As deliveries see it: no chance, and every pause is over at once.
    var clock: DeliveryClock {
        DeliveryClock(
            now: { self.now },
            sleep: { pause in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.pauses.append(pause)
                    state.time = state.time.advanced(by: pause)
                }
            },
            chance: { 0.5 }
        )
    }
}
