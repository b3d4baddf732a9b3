// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Synchronization

/// A clock that tests move; it also moves by itself, one millisecond at each look.
final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp = Timestamp(microseconds: 1_800_000_000_000_000)) {
        time = Mutex(start)
    }

    /// A clock that shows the time of the machine, by which access tokens are judged, and goes on as tests have it.
    static func ofTheMachine() -> TestClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return TestClock(Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000))
    }

    func now() -> Timestamp {
        time.withLock { time in
            time = time.advanced(by: .milliseconds(1))
            return time
        }
    }

    func advance(by duration: Duration) {
        time.withLock { $0 = $0.advanced(by: duration) }
    }
}
