// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Synchronization

/// Wakes those who wait for something to do.
///
/// Whoever notes ``rings`` before looking for work, finds none and waits for the next ring misses nothing.
public final class Bell: Sendable {
    private struct State {
        var rings = 0
        var lastWaiter = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Creates a bell that has not rung.
    public init() {}

    /// How often it rang.
    public var rings: Int { state.withLock { $0.rings } }

    /// Wakes everybody.
    public func ring() {
        let woken = state.withLock { state in
            state.rings += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in woken { continuation.resume() }
    }

    /// Waits until it has rung more often than that, or the task is cancelled.
    public func wait(after rings: Int) async {
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // A cancellation that came first found nobody to wake.
                    guard state.rings == rings, !Task.isCancelled else { return true }
                    state.waiting[waiter] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: waiter) }?.resume()
        }
    }
}

extension Bell {
    /// Waits until it has rung more often than that, the time is up, or the task is cancelled.
    func wait(after rings: Int, atMost limit: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(after: rings) }
            // Being cancelled ends the wait as its time would.
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}
