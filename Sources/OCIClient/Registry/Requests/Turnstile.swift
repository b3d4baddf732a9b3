// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// Lets a bounded number through at a time, for each of any number of gates; who comes first goes first.
final class Turnstile: Sendable {
    /// The place of one who went through; it is given back by ``leave()``, or when nobody holds it any more.
    final class Pass: Sendable {
        private let turnstile: Turnstile
        private let gate: String
        private let isHeld = Mutex(true)

        fileprivate init(_ turnstile: Turnstile, gate: String) {
            self.turnstile = turnstile
            self.gate = gate
        }

        /// Gives the place back; a second time does nothing.
        func leave() {
            let wasHeld = isHeld.withLock { isHeld in
                defer { isHeld = false }
                return isHeld
            }
            if wasHeld { turnstile.leave(gate) }
        }

        deinit { leave() }
    }

    private struct Gate {
        var inside = 0
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private struct State {
        var gates: [String: Gate] = [:]
        var nextID: UInt64 = 0
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())

    /// Goes through a gate, waiting while as many as the limit says are inside.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits.
    func enter(_ gate: String, limit: Int) async throws -> Pass {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    guard state.cancelled.remove(id) == nil else { return .failure(CancellationError()) }
                    var current = state.gates[gate] ?? Gate()
                    defer { state.gates[gate] = current }
                    guard current.inside >= limit else {
                        current.inside += 1
                        return .success(())
                    }
                    current.waiting.append((id, continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            cancel(id, at: gate)
        }
        // A cancellation that came too late for the queue leaves a mark behind.
        state.withLock { _ = $0.cancelled.remove(id) }
        return Pass(self, gate: gate)
    }

    private func cancel(_ id: UInt64, at gate: String) {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.gates[gate]?.waiting.firstIndex(where: { $0.id == id }) else {
                state.cancelled.insert(id)
                return nil
            }
            return state.gates[gate]?.waiting.remove(at: index).continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    private func leave(_ gate: String) {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard var current = state.gates[gate] else { return nil }
            guard !current.waiting.isEmpty else {
                current.inside -= 1
                state.gates[gate] = current.inside > 0 ? current : nil
                return nil
            }
            let next = current.waiting.removeFirst().continuation
            state.gates[gate] = current
            return next
        }
        next?.resume()
    }
}
