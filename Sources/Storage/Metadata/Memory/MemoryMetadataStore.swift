// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Synchronization

/// Metadata in memory: for tests, and as the second implementation that keeps the ``MetadataStore`` protocol honest.
///
/// A change works on a copy of everything, so its cost grows with what is stored in the repositories it touches.
public final class MemoryMetadataStore: MetadataStore {
    private let state = Mutex(MemoryState())

    /// Creates an empty store.
    public init() {}

    /// Runs a change that is wholly done or not at all.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        try state.withLock { state in
            let transaction = MemoryTransaction(state)
            let value = try body(transaction)
            state = transaction.state
            return value
        }
    }

    /// Runs reads that see one consistent state.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataReader) throws -> Value
    ) async throws -> Value {
        let state = state.withLock { $0 }
        return try body(MemoryTransaction(state))
    }

    /// Refuses: there is no file to copy.
    public func backUp(to path: String) async throws {
        throw StoreError(.failure, "metadata in memory has no file form; \(path) was not written")
    }
}
