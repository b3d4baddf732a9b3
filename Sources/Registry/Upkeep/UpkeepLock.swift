// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Synchronization

/// Lets one long piece of upkeep run at a time: garbage collection, scrub and backup must not overlap.
final class UpkeepLock: Sendable {
    private let running = Mutex<String?>(nil)

    func run<Value>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        try running.withLock { running in
            if let running { throw RegistryError(.conflict, "\(running) is running; try again when it is done") }
            running = what
        }
        defer { running.withLock { $0 = nil } }
        return try await body()
    }
}
