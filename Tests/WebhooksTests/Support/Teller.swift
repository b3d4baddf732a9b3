// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Logging
import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing
import Webhooks

/// A registry that tells of what happens in it.
struct Teller: Sendable {
    let registry: Registry
    let metadata: MemoryMetadataStore
    let blobs: MemoryBlobStore
    let clock: TestClock
    let targets: WebhookTargets

    static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    static let secret = Array("a secret of plain text".utf8)

    /// Opens a registry, over stores that another one had if they are given.
    init(
        telling webhooks: [Webhook],
        metadata: MemoryMetadataStore = MemoryMetadataStore(),
        clock: TestClock = TestClock()
    ) async throws {
        let configuration = Self.configuration(webhooks)
        self.metadata = metadata
        self.clock = clock
        self.blobs = MemoryBlobStore { clock.now }
        self.targets = WebhookTargets(configuration, secrets: try Self.secrets(of: webhooks))
        self.registry = try await Registry(
            blobs: blobs,
            metadata: metadata,
            policy: Self.policy(configuration),
            log: Self.log,
            now: { clock.now }
        )
    }

    /// Puts other webhooks in force, as a reload does.
    func tell(_ webhooks: [Webhook], secret: [UInt8] = Self.secret) throws {
        let configuration = Self.configuration(webhooks)
        targets.replace(configuration, secrets: try Self.secrets(of: webhooks, secret))
        registry.replacePolicy(Self.policy(configuration))
    }

    /// Sets a tag to content of its own, or has the change held.
    func push(_ name: String, as tag: String) async throws {
        let index =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[],"annotations":{"name":"\#(name)"}}"#
        do {
            _ = try await registry.putManifest(
                ManifestPush(
                    repository: try RepositoryName("team/app"),
                    reference: .tag(try Tag(tag)),
                    bytes: ByteBuffer(string: index),
                    mediaType: .imageIndex
                ),
                by: Caller(user: "ben", address: "192.0.2.7", access: .open)
            )
        } catch let error as RegistryError where error.code == .tagRefused {
            return
        }
    }

    /// Delivers as long as the body runs.
    func delivering(limit: Duration = .seconds(300), _ body: () async throws -> Void) async throws {
        try await Courier.withCourier(limit: limit) { courier in
            let delivery = WebhookDelivery(
                registry: registry,
                targets: targets,
                courier: courier,
                clock: clock.clock,
                log: Self.log
            )
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { await delivery.run() }
                try await body()
                group.cancelAll()
            }
        }
    }

    /// Waits until what waits or was given up is as wanted, and gives it, newest first.
    func deliveries(until isReached: ([DeliveryRecord]) -> Bool) async throws -> [DeliveryRecord] {
        while true {
            let found = try await metadata.read { try $0.deliveries(in: nil, before: nil, limit: .max) }
            if isReached(found) { return found }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    private static func configuration(_ webhooks: [Webhook]) -> Configuration {
        var configuration = Configuration.standard
        configuration.url = "https://registry.example.com"
        configuration.webhooks = webhooks
        return configuration
    }

    private static func policy(_ configuration: Configuration) -> Registry.LivePolicy {
        Registry.LivePolicy(
            rules: RuleSet([]),
            approvals: .anyApprover,
            announcements: Announcements(configuration)
        )
    }

    private static func secrets(
        of webhooks: [Webhook],
        _ secret: [UInt8] = Self.secret
    ) throws -> [String: WebhookSecret] {
        let secret = try WebhookSecret(secret)
        return webhooks.reduce(into: [:]) { $0[$1.identity] = secret }
    }
}

extension Webhook {
    /// A webhook of a receiver.
    static func to(
        _ receiver: Receiver,
        _ path: String = "/hook",
        events: Set<Webhook.Event> = Set(Webhook.Event.allCases)
    ) throws -> Webhook {
        Webhook(address: try WebhookAddress("http://127.0.0.1:\(receiver.port)\(path)"), secret: nil, events: events)
    }
}
