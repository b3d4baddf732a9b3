// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A change to a tag that waits for a decision, or the decision it got.
public struct HoldRecord: Hashable, Sendable {
    /// Where the hold stands.
    public enum State: String, CaseIterable, Sendable {
        case open
        case pending
        case approved
        case rejected
        case superseded
        case expired
    }

    /// The number people call it by, unique in the registry.
    public var id: Int64
    /// The repository.
    public var repository: RepositoryName
    /// The tag that would change.
    public var tag: Tag
    /// What the tag meant when the hold was made; nil for a held first push.
    public var from: Digest?
    /// What it would mean.
    public var to: Digest
    /// Where the hold stands.
    public var state: State
    /// The rule that held it, in words.
    public var rule: String
    /// Who pushed the change.
    public var offeredBy: String
    /// The address it came from, if known.
    public var offeredFrom: String?
    /// When it was pushed.
    public var offeredAt: Timestamp
    /// When it was opened again, if it was; deadlines run from then.
    public var reopenedAt: Timestamp?
    /// Who decided.
    public var decidedBy: String?
    /// When it was decided.
    public var decidedAt: Timestamp?
    /// The reason given with the decision.
    public var reason: String?

    /// Creates a record.
    public init(
        id: Int64,
        repository: RepositoryName,
        tag: Tag,
        from: Digest?,
        to: Digest,
        state: State = .open,
        rule: String,
        offeredBy: String,
        offeredFrom: String?,
        offeredAt: Timestamp,
        reopenedAt: Timestamp? = nil,
        decidedBy: String? = nil,
        decidedAt: Timestamp? = nil,
        reason: String? = nil
    ) {
        self.id = id
        self.repository = repository
        self.tag = tag
        self.from = from
        self.to = to
        self.state = state
        self.rule = rule
        self.offeredBy = offeredBy
        self.offeredFrom = offeredFrom
        self.offeredAt = offeredAt
        self.reopenedAt = reopenedAt
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.reason = reason
    }

    /// Since when it waits: its push, or its last reopening.
    public var openedAt: Timestamp { reopenedAt ?? offeredAt }
}
