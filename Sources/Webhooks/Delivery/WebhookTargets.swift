// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Policy
internal import Synchronization

/// The webhooks that messages go to, with what they are signed with; may change at any time.
public final class WebhookTargets: Sendable {
    struct Target: Sendable {
        let webhook: Webhook
        let secret: WebhookSecret?
        /// What the registry calls itself in CloudEvents.
        let source: String
    }

    private let targets: Mutex<[String: Target]>

    /// Creates the targets that a configuration names.
    public init(_ configuration: Configuration, secrets: [String: WebhookSecret]) {
        self.targets = Mutex(Self.targets(configuration, secrets))
    }

    /// Takes those of another configuration; attempts that are under way end as they began.
    ///
    /// The registry's announcements are to be replaced after it, which wakes what delivers.
    public func replace(_ configuration: Configuration, secrets: [String: WebhookSecret]) {
        let new = Self.targets(configuration, secrets)
        targets.withLock { $0 = new }
    }

    /// The endpoints' identities.
    var endpoints: [String] { targets.withLock { $0.keys.sorted() } }

    subscript(endpoint: String) -> Target? { targets.withLock { $0[endpoint] } }

    private static func targets(
        _ configuration: Configuration,
        _ secrets: [String: WebhookSecret]
    ) -> [String: Target] {
        configuration.webhooks.reduce(into: [:]) { targets, webhook in
            targets[webhook.identity] = Target(
                webhook: webhook,
                secret: secrets[webhook.identity],
                source: configuration.url ?? configuration.name ?? "holdfast"
            )
        }
    }
}
