// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Storage
import Synchronization

/// A metadata store in which something happens right before the next change.
final class InterruptedChanges: MetadataStore {
    private let store: any MetadataStore
    private let interruption = Mutex<(@Sendable () async throws -> Void)?>(nil)

    init(_ store: any MetadataStore) {
        self.store = store
    }

    /// Has something happen once, before the next change.
    func interrupt(_ body: @escaping @Sendable () async throws -> Void) {
        interruption.withLock { $0 = body }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        let interrupt = interruption.withLock { interruption in
            defer { interruption = nil }
            return interruption
        }
        try await interrupt?()
        return try await store.write(body)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataReader) throws -> Value
    ) async throws -> Value {
        try await store.read(body)
    }

    func backUp(to path: String) async throws {
        try await store.backUp(to: path)
    }
}
