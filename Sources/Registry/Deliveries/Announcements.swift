// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Policy

/// What one endpoint wants to be told of.
public struct Subscription: Hashable, Sendable {
    /// The endpoint's identity, which its deliveries carry.
    public var endpoint: String
    /// The endpoint as people may see it: scheme, host and port.
    public var shownAs: String
    /// What it is told of.
    public var events: Set<Webhook.Event>

    /// Creates a subscription.
    public init(endpoint: String, shownAs: String, events: Set<Webhook.Event>) {
        self.endpoint = endpoint
        self.shownAs = shownAs
        self.events = events
    }

    /// Creates the subscription of a webhook.
    public init(_ webhook: Webhook) {
        self.init(endpoint: webhook.identity, shownAs: webhook.address.origin, events: webhook.events)
    }
}

/// Who is told what happens, and what the messages say of the registry itself.
public struct Announcements: Hashable, Sendable {
    /// Who is told of what.
    public var subscriptions: [Subscription]
    /// The registry's public address, for links; nil leaves them out.
    public var publicURL: String?
    /// Further names of the registry by which images may name their bases, such as `127.0.0.1:5000`.
    public var hosts: [String]
    /// How many messages may wait before further ones are given up, and how many of those are kept.
    public var capacity: Int

    /// The messages that may wait unless told otherwise.
    public static let standardCapacity = 100_000

    /// Nobody is told.
    public static let none = Announcements(subscriptions: [])

    /// Creates the announcements of a registry.
    public init(
        subscriptions: [Subscription],
        publicURL: String? = nil,
        hosts: [String] = [],
        capacity: Int = Self.standardCapacity
    ) {
        self.subscriptions = subscriptions
        self.publicURL = publicURL
        self.hosts = hosts
        self.capacity = capacity
    }

    /// Tells whether somebody wants to be told of an event.
    func areWanted(for event: Webhook.Event) -> Bool { subscriptions.contains { $0.events.contains(event) } }

    /// Creates what a configuration says.
    public init(_ configuration: Configuration) {
        let listen = configuration.listen
        let isLocal = listen.isLoopback || ["0.0.0.0", "::"].contains(listen.host)
        self.init(
            subscriptions: configuration.webhooks.map(Subscription.init),
            publicURL: configuration.url,
            hosts: [listen.description] + (isLocal ? ["localhost:\(listen.port)", "127.0.0.1:\(listen.port)"] : [])
        )
    }
}
