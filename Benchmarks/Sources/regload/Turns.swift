// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Numbers handed out to clients that share a fixed amount of work.
final class Turns: Sendable {
    private let count: Int
    private let next = Atomic(0)

    init(_ count: Int) {
        self.count = count
    }

    /// The next number, or nil when the work is all given out.
    func take() -> Int? {
        let turn = next.add(1, ordering: .relaxed).oldValue
        return turn < count ? turn : nil
    }
}
