// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Logging
import NIOCore
import NIOPosix
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// The pairs of stores that every use case is tested on.
enum Stores: String, CaseIterable, Sendable {
    case memory
    case disk
}

/// A registry on empty stores, and what a test needs to look behind it.
struct TestRegistry: Sendable {
    let registry: Registry
    let blobs: any BlobStore
    let metadata: any MetadataStore
    let clock: TestClock
    let pool: NIOThreadPool
    /// The files, when the stores are on disk.
    let files: StoreFiles?
    /// What the registry stands in front of.
    let upstreams: UpstreamSet

    /// Moves the clock; what was written so far was written before.
    func advance(by duration: Duration) throws {
        try files?.date(to: clock.now)
        clock.advance(by: duration)
    }

    /// Puts one rule for everything in force.
    func rule(_ rule: Rule, approvals: ApprovalPolicy = .anyApprover) {
        rules([rule], approvals: approvals)
    }

    /// Puts rules in force.
    func rules(_ rules: [Rule], approvals: ApprovalPolicy = .anyApprover) {
        registry.replacePolicy(Registry.LivePolicy(rules: RuleSet(rules), approvals: approvals))
    }

    /// The same stores opened by a new process, as after a restart.
    func reopened(upstreams: UpstreamSet? = nil, name: String? = nil) async throws -> TestRegistry {
        try await TestRegistry(
            blobs: blobs,
            metadata: metadata,
            name: name,
            clock: clock,
            pool: pool,
            files: files,
            upstreams: upstreams ?? self.upstreams,
            registry.policy
        )
    }

    init(
        blobs: any BlobStore,
        metadata: any MetadataStore,
        name: String? = nil,
        clock: TestClock,
        pool: NIOThreadPool,
        files: StoreFiles?,
        upstreams: UpstreamSet = .none,
        _ policy: Registry.LivePolicy
    ) async throws {
        self.registry = try await Registry(
            blobs: blobs,
            metadata: metadata,
            name: name,
            policy: policy,
            upstreams: upstreams,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { clock.now }
        )
        self.blobs = blobs
        self.metadata = metadata
        self.clock = clock
        self.pool = pool
        self.files = files
        self.upstreams = upstreams
    }
}

/// Lends a registry on empty stores to a test; afterwards its history and content must hold together.
func withRegistry(
    _ stores: Stores,
    _ rules: [Rule] = [],
    approvals: ApprovalPolicy = .anyApprover,
    upstreams: UpstreamSet = .none,
    _ body: (TestRegistry) async throws -> Void
) async throws {
    let policy = Registry.LivePolicy(rules: RuleSet(rules), approvals: approvals)
    let clock = TestClock()
    try await withThreadPool { pool in
        switch stores {
        case .memory:
            let test = try await TestRegistry(
                blobs: MemoryBlobStore { clock.now },
                metadata: MemoryMetadataStore(),
                clock: clock,
                pool: pool,
                files: nil,
                upstreams: upstreams,
                policy
            )
            try await body(test)
            try await test.checkHistory()
        case .disk:
            try await withTemporaryDirectory { directory in
                let test = try await TestRegistry(
                    blobs: FileBlobStore(root: directory + "/data", pool: pool),
                    metadata: SQLiteMetadataStore(path: directory + "/data/metadata.sqlite", pool: pool),
                    clock: clock,
                    pool: pool,
                    files: StoreFiles(root: directory + "/data"),
                    upstreams: upstreams,
                    policy
                )
                try await body(test)
                try await test.checkHistory()
            }
        }
    }
}

/// Runs a request and gives the kind of its refusal, or nil when it was done.
func refusal(_ request: () async throws -> Void) async throws -> RegistryError.Code? {
    do {
        try await request()
        return nil
    } catch let error as RegistryError {
        return error.code
    }
}
