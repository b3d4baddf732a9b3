// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import OCIModel

/// An address that is told what happens to tags and content.
public struct Webhook: Hashable, Sendable {
    /// What an address can be told of.
    public enum Event: String, CaseIterable, Sendable {
        case held
        case approved
        case rejected
        case superseded
        case expired
        case created
        case moved
        case deleted
        case corrupt
        case restored
        case promoted
        /// A push waits for signatures that a rule requires.
        case pending
        /// A signature of an image arrived.
        case signed
        /// What a tag meant elsewhere was written into the log.
        case imported
        /// A tag moved that images are built on.
        case baseMoved = "base.moved"
    }

    /// The forms a message can have.
    public enum Format: String, CaseIterable, Sendable {
        /// The form of Standard Webhooks: type, timestamp, data.
        case json
        /// CloudEvents 1.0, structured.
        case cloudevents
        /// What Slack, and those who take its messages, show in a channel.
        case slack
    }

    /// Where messages go.
    public var address: WebhookAddress
    /// What they are signed with; nil where nobody would check.
    public var secret: SecretFile?
    /// What it is told of.
    public var events: Set<Event>
    /// The form of the messages.
    public var format: Format

    /// Creates a webhook.
    public init(
        address: WebhookAddress,
        secret: SecretFile?,
        events: Set<Event> = Webhook.standardEvents,
        format: Format = .json
    ) {
        self.address = address
        self.secret = secret
        self.events = events
        self.format = format
    }

    /// The most webhooks of a registry.
    public static let maximumCount = 20

    /// What an address is told of that does not say: decisions to make, every way they end, and what happens to tags.
    ///
    /// New tags, signatures and what is imported are no decisions and no changes, and would be most of the messages.
    public static let standardEvents = Set(Event.allCases).subtracting([.created, .signed, .imported])

    /// What tells a webhook from all others, also after a restart: a hash of its address and format, which shows neither.
    public var identity: String {
        Hexadecimal.encode(SHA256.hash(data: Array("\(address.text)\n\(format.rawValue)".utf8)).map { $0 })
    }
}
