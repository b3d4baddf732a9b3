// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Synchronization

/// A bounded cache in two generations: what was not asked for during a whole generation is dropped.
///
/// Reading a value from the store and keeping it here is safe against a change in between: take a ``ticket()`` before
/// the read; ``keep(_:for:cost:ticket:)`` does nothing if anything was dropped since.
final class GenerationalCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let cost: Int
    }

    private struct State {
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var youngCost = 0
        var changes: UInt64 = 0

        mutating func insert(_ entry: Entry, for key: Key, generationCost: Int) {
            youngCost -= young[key]?.cost ?? 0
            if youngCost + entry.cost > generationCost {
                old = young
                young = [:]
                youngCost = 0
            }
            young[key] = entry
            youngCost += entry.cost
            old[key] = nil
        }
    }

    /// A proof of when a read began.
    struct Ticket: Sendable {
        fileprivate let changes: UInt64
    }

    private let state = Mutex(State())
    private let generationCost: Int

    /// Creates a cache of at most twice `generationCost`.
    init(generationCost: Int) {
        self.generationCost = generationCost
    }

    func value(for key: Key) -> Value? {
        state.withLock { state in
            if let entry = state.young[key] { return entry.value }
            guard let entry = state.old[key] else { return nil }
            state.insert(entry, for: key, generationCost: generationCost)
            return entry.value
        }
    }

    func ticket() -> Ticket {
        Ticket(changes: state.withLock { $0.changes })
    }

    func keep(_ value: Value, for key: Key, cost: Int, ticket: Ticket) {
        state.withLock { state in
            guard state.changes == ticket.changes, cost <= generationCost / 4 else { return }
            state.insert(Entry(value: value, cost: cost), for: key, generationCost: generationCost)
        }
    }

    func drop(_ keys: some Sequence<Key>) {
        state.withLock { state in
            state.changes += 1
            for key in keys {
                state.youngCost -= state.young.removeValue(forKey: key)?.cost ?? 0
                state.old[key] = nil
            }
        }
    }

    func dropAll() {
        state.withLock { state in
            state.changes += 1
            state.young = [:]
            state.old = [:]
            state.youngCost = 0
        }
    }
}
