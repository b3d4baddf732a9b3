// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A message that has to reach an endpoint and has not yet: it is removed once it arrived.
public struct DeliveryRecord: Hashable, Sendable {
    /// Where a delivery stands.
    public enum State: String, CaseIterable, Sendable {
        /// It is sent when its time comes.
        case waiting
        /// It is not sent any more unless somebody asks for it.
        case dead
    }

    /// The number of the delivery, unique in the registry and never used twice.
    public var id: Int64
    /// The endpoint, by its address.
    public var endpoint: String
    /// The message's identity, the same for every attempt.
    public var message: String
    /// The kind of event, in one word.
    public var event: String
    /// What happened, as its maker wrote it.
    public var facts: [UInt8]
    /// When it happened.
    public var createdAt: Timestamp
    /// Where it stands.
    public var state: State
    /// How often it was sent.
    public var attempts: Int
    /// When it is sent next; without meaning once it is dead.
    public var nextAttemptAt: Timestamp
    /// When it was sent last, if ever.
    public var lastAttemptAt: Timestamp?
    /// Why the last attempt failed.
    public var failure: String?

    /// Creates a record.
    public init(
        id: Int64 = 0,
        endpoint: String,
        message: String,
        event: String,
        facts: [UInt8],
        createdAt: Timestamp,
        state: State = .waiting,
        attempts: Int = 0,
        nextAttemptAt: Timestamp,
        lastAttemptAt: Timestamp? = nil,
        failure: String? = nil
    ) {
        self.id = id
        self.endpoint = endpoint
        self.message = message
        self.event = event
        self.facts = facts
        self.createdAt = createdAt
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.lastAttemptAt = lastAttemptAt
        self.failure = failure
    }
}
