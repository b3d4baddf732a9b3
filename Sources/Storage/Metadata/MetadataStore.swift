// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Everything the registry knows besides bytes: which repository has what, tags, history, holds and tokens.
public protocol MetadataStore: Sendable {
    /// Runs a change that is wholly done or not at all, one change after another in the whole store.
    ///
    /// The check a change depends on belongs inside it: nothing else is written in between. Changes that run at the
    /// same time may share one durable commit; an error thrown by one undoes that one alone.
    /// - Returns: What `body` returns, once the change is durable.
    /// - Throws: What `body` throws, or ``StoreError`` when the commit failed; then nothing of the change is stored.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value

    /// Runs reads that see one consistent state, at least as new as every change already acknowledged.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataReader) throws -> Value
    ) async throws -> Value

    /// Writes a consistent copy of the whole store to a new file, while the store is in use.
    ///
    /// - Throws: ``StoreError`` when the file exists or cannot be written, or the store has no such form.
    func backUp(to path: String) async throws
}
