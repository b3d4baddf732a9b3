// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Synchronization

/// Something that any number of tasks wait for, and that happens once.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waits = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        /// The waits whose time was up before they began.
        var ended: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Ends all waits, those to come too.
    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until the gate is open, the time is up, or the task is cancelled.
    func wait(atMost limit: Duration) async {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Being cancelled ends the wait as its time would.
                try? await Task.sleep(for: limit)
                self.end(number)
            }
            await park(number)
            group.cancelAll()
        }
        state.withLock { _ = $0.ended.remove(number) }
    }

    private func park(_ number: Int) async {
        await withCheckedContinuation { waiter in
            let isOver = state.withLock { state in
                if state.isOpen || state.ended.contains(number) { return true }
                state.waiters[number] = waiter
                return false
            }
            if isOver { waiter.resume() }
        }
    }

    private func end(_ number: Int) {
        let waiter = state.withLock { state in
            state.ended.insert(number)
            return state.waiters.removeValue(forKey: number)
        }
        waiter?.resume()
    }
}
