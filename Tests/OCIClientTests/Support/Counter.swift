// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// A counter that many threads may use.
final class Counter: Sendable {
    private let value = Mutex(0)

    /// Counts one, and gives the number before.
    func next() -> Int {
        value.withLock { value in
            defer { value += 1 }
            return value
        }
    }
}
