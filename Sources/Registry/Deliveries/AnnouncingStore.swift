// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// A metadata store in which nothing happens unlogged or untold: what is appended to history is an entry of the
/// repository's log, signed, and is put into the outbox, as is what is found damaged, by the same change.
///
/// Use cases write through this alone, so that none can forget it.
struct AnnouncingStore: MetadataStore {
    private let store: any MetadataStore
    private let outbox: Outbox
    private let identity: LogIdentity
    private let live: LivePolicyBox

    init(_ store: any MetadataStore, outbox: Outbox, identity: LogIdentity, live: LivePolicyBox) {
        self.store = store
        self.outbox = outbox
        self.identity = identity
        self.live = live
    }

    /// Runs a change that nobody asked for from an address.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        try await write(from: nil, body)
    }

    /// Runs a change that somebody asked for from an address, if it is known.
    func write<Value: Sendable>(
        from address: String?,
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        try await write(from: address, preparedUnder: nil, body)
    }

    /// Runs a change that was prepared under a policy.
    ///
    /// - Throws: ``PreparationOutdated`` when another one is in force by now, besides what `body` throws.
    func write<Value: Sendable>(
        from address: String?,
        under policy: Registry.LivePolicy,
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        try await write(from: address, preparedUnder: policy.version, body)
    }

    private func write<Value: Sendable>(
        from address: String?,
        preparedUnder version: Int64?,
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        let (value, added) = try await store.write { [outbox, identity, live] store in
            let policy = live.policy
            guard version == nil || version == policy.version else { throw PreparationOutdated() }
            let writer = AnnouncingWriter(
                store,
                outbox: outbox,
                identity: identity,
                trust: TrustInForce(policy),
                address: address
            )
            let value = try body(writer)
            try writer.logs.seal()
            return (value, writer.added)
        }
        outbox.count(added)
        return value
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
