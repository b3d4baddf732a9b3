// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An event that is about to be appended to a repository's history.
public struct NewEvent: Hashable, Sendable {
    /// What happened.
    public var kind: EventRecord.Kind
    /// The tag it is about; nil for events about the repository.
    public var tag: Tag?
    /// The manifest it is about.
    public var digest: Digest?
    /// What the tag meant before.
    public var previous: Digest?
    /// Who caused it.
    public var actor: String
    /// Why, in words.
    public var reason: String?
    /// The hold it makes or decides.
    public var hold: Int64?
    /// When it happens; moved forward when needed to stay strictly increasing per tag.
    public var time: Timestamp
    /// What is logged of it beyond the history.
    public var facts: EventFacts

    /// Creates an event.
    public init(
        _ kind: EventRecord.Kind,
        of tag: Tag? = nil,
        digest: Digest? = nil,
        previous: Digest? = nil,
        actor: String,
        reason: String? = nil,
        hold: Int64? = nil,
        at time: Timestamp,
        facts: EventFacts = EventFacts()
    ) {
        self.kind = kind
        self.tag = tag
        self.digest = digest
        self.previous = previous
        self.actor = actor
        self.reason = reason
        self.hold = hold
        self.time = time
        self.facts = facts
    }
}

/// What a log keeps of an event beyond what the history has: who vouches for it, and under which rules.
public struct EventFacts: Hashable, Sendable {
    /// The identities of the signatures it is about.
    public var signatures: [Digest] = []
    /// The manifest that brought them.
    public var artifact: Digest?
    /// The name of the key it is about.
    public var keyName: String?
    /// The SHA-256 of that key's SubjectPublicKeyInfo.
    public var keyFingerprint: Digest?
    /// The SHA-256 of the trust document that is in force from here on.
    public var policy: Digest?
    /// Where it was known before, for what was imported.
    public var source: String?
    /// The ids of the keys that vouched for it there.
    public var signers: [String] = []

    /// Creates facts of which none is set.
    public init() {}
}
