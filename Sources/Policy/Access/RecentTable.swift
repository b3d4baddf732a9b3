// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Keys and when each was last noted.
///
/// Bounded: the oldest are forgotten.
struct RecentTable<Key: Hashable> {
    private let capacity: Int
    private let lifetime: Duration
    private var times: [Key: ContinuousClock.Instant] = [:]

    init(capacity: Int, lifetime: Duration) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// Tells whether a key was noted within the table's lifetime.
    func contains(_ key: Key, at now: ContinuousClock.Instant) -> Bool {
        guard let time = times[key] else { return false }
        return now - time < lifetime
    }

    mutating func note(_ key: Key, at now: ContinuousClock.Instant) {
        if times[key] == nil, times.count >= capacity { forgetOldest() }
        times[key] = now
    }

    mutating func removeAll() {
        times.removeAll()
    }

    /// Forgets an eighth at once, so that the walk over the table is seldom.
    private mutating func forgetOldest() {
        let oldestFirst = times.sorted { $0.value < $1.value }
        for entry in oldestFirst.prefix(max(1, capacity / 8)) { times[entry.key] = nil }
    }
}
