// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Registry
import ServiceLifecycle

/// Lets what is on its way from upstreams end when the registry stops, but not for as long as it likes.
struct FillingStop: Service {
    /// How long it may go on: well below what those who stop containers wait before they kill.
    private static let grace = Duration.seconds(6)

    let registry: Registry

    func run() async throws {
        try await gracefulShutdown()
        // The other services are told only when this one has ended.
        Task.detached {
            // Nothing cancels it; a sleep that ends early only ends the wait.
            try? await Task.sleep(for: Self.grace)
            await registry.stopFilling()
        }
    }
}
