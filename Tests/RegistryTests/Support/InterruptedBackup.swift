// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Storage
import Synchronization

/// A metadata store in which something happens right after it was copied.
struct InterruptedBackup: MetadataStore {
    let store: any MetadataStore
    let afterwards: @Sendable () async throws -> Void

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        try await store.write(body)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataReader) throws -> Value
    ) async throws -> Value {
        try await store.read(body)
    }

    func backUp(to path: String) async throws {
        try await store.backUp(to: path)
        try await afterwards()
    }
}

/// Something to be done that is known later than what will do it, and how often it was done.
final class Tracked: Sendable {
    private struct State {
        var body: @Sendable () async throws -> Void = {}
        var runs = 0
    }

    private let state = Mutex(State())

    var body: @Sendable () async throws -> Void {
        get { state.withLock { $0.body } }
        set { state.withLock { $0.body = newValue } }
    }

    var runs: Int { state.withLock { $0.runs } }

    func run() async throws {
        let body = state.withLock { state in
            state.runs += 1
            return state.body
        }
        try await body()
    }
}
