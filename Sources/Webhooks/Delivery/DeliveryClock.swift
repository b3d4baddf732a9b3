// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Time and chance, as deliveries see them; tests have their own.
public struct DeliveryClock: Sendable {
    /// The time it is.
    public var now: @Sendable () -> Timestamp
    /// Pauses the task.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// A number from 0 up to 1.
    public var chance: @Sendable () -> Double

    /// Creates a clock.
    public init(
        now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.now = now
        self.sleep = sleep
        self.chance = chance
    }
}
