// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization

/// The clock of the demo's past, which its story sets.
final class DemoClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp) {
        time = Mutex(start)
    }

    var now: Timestamp { time.withLock { $0 } }

    /// Sets the clock; no two events happen at once, and none before another that was told earlier.
    func turn(to moment: Timestamp) {
        time.withLock { $0 = max(moment, $0.advanced(by: .seconds(1))) }
    }
}
