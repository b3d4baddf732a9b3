// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Hummingbird
import HummingbirdTesting
import Logging
import NIOPosix
import OCIModel
import Policy
import Registry
import RegistryHTTP
import Storage

/// A registry with its stores, as tests reach it from inside while a client talks to it.
struct RegistryFixture: Sendable {
    static let signingKey: [UInt8] = Array("a signing key of the tests, 32 bytes and more".utf8)

    let registry: Registry
    let responder: RegistryResponder
    let blobs: any BlobStore
    let metadata: any MetadataStore
    let clock: TestClock
    /// Speaks HTTP to the registry.
    let client: RegistryClient
    /// The port of a live registry.
    let port: Int?

    /// Runs a registry without users for the time of a test.
    static func run(
        _ setup: Setup,
        rules: RuleSet? = nil,
        trustedProxies: [AddressRange] = [],
        _ body: @Sendable (RegistryFixture) async throws -> Void
    ) async throws {
        try await run(
            Home(setup: setup, rules: rules ?? setup.rules.set, trustedProxies: trustedProxies),
            body
        )
    }

    static func run(_ home: Home, _ body: @Sendable (RegistryFixture) async throws -> Void) async throws {
        try await Places.shared.withPlace {
            try await withTemporaryDirectory { directory in
                try await withThreadPool { pool in
                    try await home.open(in: directory, pool: pool, body)
                }
            }
        }
    }
}

/// What a registry of a test is made of.
struct Home: Sendable {
    var setup: Setup
    var rules = RuleSet([])
    var approvals = ApprovalPolicy.anyApprover
    var trustedProxies: [AddressRange] = []
    /// The users, each with the password `NAME-password`; empty means a registry without users.
    var users: [String] = []
    var access = AccessPolicy.open
    var upstreams = UpstreamSet.none
    /// The keys whose signatures the rules may require.
    var keys: [NamedKey] = []
    /// What signatures may call the registry.
    var authorities: Set<String> = []
    var clock = TestClock()

    fileprivate func open(
        in directory: String,
        pool: NIOThreadPool,
        _ body: @Sendable (RegistryFixture) async throws -> Void
    ) async throws {
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let clock = clock
        let (blobs, metadata) = try await stores(in: directory, pool: pool)
        let registry = try await Registry(
            blobs: blobs,
            metadata: metadata,
            policy: .init(
                rules: rules,
                approvals: approvals,
                trustKeys: keys,
                acceptedAuthorities: authorities
            ),
            upstreams: upstreams,
            log: log,
            now: { clock.now() }
        )
        let responder = await RegistryResponder(
            registry: registry,
            settings: ServerSettings(
                publicURL: nil,
                scheme: "http",
                trustedProxies: trustedProxies,
                requestLog: .off,
                accounts: try accounts(in: directory),
                access: access,
                isInsecure: false
            ),
            signingKey: RegistryFixture.signingKey,
            localSecret: nil,
            pool: pool,
            log: log,
            now: { clock.now() }
        )
        let fixture = { @Sendable (client: RegistryClient, port: Int?) in
            RegistryFixture(
                registry: registry,
                responder: responder,
                blobs: blobs,
                metadata: metadata,
                clock: clock,
                client: client,
                port: port
            )
        }
        let application = RegistryServer.application(
            responder: responder,
            host: "localhost",
            port: 0,
            tls: nil,
            logger: log
        )
        switch setup.face {
        case .router:
            try await application.test(.router) { client in
                try await body(fixture(RegistryClient(router: client), nil))
            }
        case .live:
            try await application.test(.live) { client in
                let port = client.port ?? 0
                try await LiveConnection.run(port: port) { connection in
                    try await body(fixture(RegistryClient(live: connection), port))
                }
            }
        }
    }

    private func stores(in directory: String, pool: NIOThreadPool) async throws
        -> (any BlobStore, any MetadataStore)
    {
        switch setup.face {
        case .router:
            let clock = clock
            return (MemoryBlobStore { clock.now() }, MemoryMetadataStore())
        case .live:
            let data = DataDirectory(path: directory + "/data")
            return try await pool.runIfActive {
                try data.make()
                return (
                    try FileBlobStore(root: data.path, pool: pool),
                    try SQLiteMetadataStore(path: data.metadataFile, pool: pool)
                )
            }
        }
    }

    private func accounts(in directory: String) throws -> Accounts? {
        guard !users.isEmpty else { return nil }
        var file = PasswordFile()
        for user in users { file.set(user, hash: try Bcrypt.hash("\(user)-password", cost: 4)) }
        try file.write(to: directory + "/users")
        return try Accounts(path: directory + "/users")
    }
}
