// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Failures in a row by whom they came from, and how long each must now wait.
///
/// Bounded: the oldest are forgotten.
struct FailureTable<Source: Hashable> {
    private struct Entry {
        var count: Int
        var last: ContinuousClock.Instant
    }

    private let capacity: Int
    private var entries: [Source: Entry] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The failures that cost no wait.
    static var tolerance: Int { 5 }
    /// A source silent for this long starts afresh.
    static var memory: Duration { .seconds(15 * 60) }

    /// The failures in a row a source has behind it.
    func count(of source: Source, at now: ContinuousClock.Instant) -> Int {
        guard let entry = entries[source], now - entry.last < Self.memory else { return 0 }
        return entry.count
    }

    /// How long a source must still wait; nil: not at all.
    func wait(of source: Source, at now: ContinuousClock.Instant) -> Duration? {
        guard let entry = entries[source], entry.count >= Self.tolerance else { return nil }
        let doublings = min(entry.count - Self.tolerance, 6)
        let left = entry.last + .seconds(min(1 << doublings, 60)) - now
        return left > .zero ? left : nil
    }

    mutating func fail(_ source: Source, at now: ContinuousClock.Instant) {
        let count = count(of: source, at: now)
        if entries[source] == nil, entries.count >= capacity { forgetOldest() }
        entries[source] = Entry(count: min(count + 1, 1_000), last: now)
    }

    mutating func clear(_ source: Source) {
        entries[source] = nil
    }

    /// Forgets an eighth at once, so that the walk over the table is seldom.
    private mutating func forgetOldest() {
        let oldestFirst = entries.sorted { $0.value.last < $1.value.last }
        for entry in oldestFirst.prefix(max(1, capacity / 8)) { entries[entry.key] = nil }
    }
}
