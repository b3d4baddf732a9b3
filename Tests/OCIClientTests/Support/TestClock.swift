// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

@testable import OCIClient

/// A clock that jumps over pauses and keeps them.
final class TestClock: Sendable {
    private let state = Mutex<(pauses: [Duration], uptime: Duration)>(([], .zero))
    /// The seconds since 1970 that the clock shows.
    static let now: Int64 = 784_111_777

    /// The pauses that were asked for.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(by duration: Duration) {
        state.withLock { $0.uptime += duration }
    }

    var clock: RequestClock {
        RequestClock(
            uptime: { self.state.withLock { $0.uptime } },
            now: { Self.now },
            sleep: { pause in
                self.state.withLock { state in
                    state.pauses.append(pause)
                    state.uptime += pause
                }
            },
            random: { 0.5 }
        )
    }
}
