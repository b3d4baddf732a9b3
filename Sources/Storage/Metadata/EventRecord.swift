// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// One entry of a repository's append-only history.
public struct EventRecord: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, CaseIterable, Sendable {
        case created
        case moved
        case deleted
        case held
        case approved
        case rejected
        case superseded
        case expired
        /// The tag was set to what it meant before.
        case restored
        /// An upstream registry said what the tag means there; the tag itself did not change.
        case observed
        /// The tag was set to what another tag means.
        case promoted
        /// Another system vouched for what the tag meant there; the tag here did not change.
        case imported
        /// A push waits for signatures that a rule requires.
        case pending
        /// A signature of a manifest arrived.
        case signed
        /// A key's signatures count from here on.
        case keyAdded
        /// A key's signatures count no more, unless they were there before.
        case keyRetired
        /// A key may be in the hands of others: no later signature of it counts.
        case keyRevoked
        /// Other requirements for signatures are in force from here on.
        case policySet

        /// Tells whether the event sets what the tag means.
        public var setsTag: Bool {
            switch self {
            case .created, .moved, .approved, .restored, .promoted: true
            case .deleted, .held, .rejected, .superseded, .expired, .observed, .imported, .pending, .signed, .keyAdded,
                .keyRetired, .keyRevoked, .policySet:
                false
            }
        }
    }

    /// The position in the repository's history, from 0, without gaps.
    public var index: Int64
    /// When it happened; strictly later than the event before it on the same tag.
    public var time: Timestamp
    /// The tag it is about; nil for events about the repository.
    public var tag: Tag?
    /// What happened.
    public var kind: Kind
    /// The manifest it is about; nil for events about keys and requirements.
    public var digest: Digest?
    /// What the tag meant before.
    public var previous: Digest?
    /// Who caused it.
    public var actor: String
    /// Why, in words.
    public var reason: String?
    /// The hold it made or decided.
    public var hold: Int64?

    /// Creates the entry of an event.
    public init(_ event: NewEvent, index: Int64, time: Timestamp) {
        self.init(
            index: index,
            time: time,
            tag: event.tag,
            kind: event.kind,
            digest: event.digest,
            previous: event.previous,
            actor: event.actor,
            reason: event.reason,
            hold: event.hold
        )
    }

    /// Creates an entry.
    public init(
        index: Int64,
        time: Timestamp,
        tag: Tag?,
        kind: Kind,
        digest: Digest?,
        previous: Digest?,
        actor: String,
        reason: String?,
        hold: Int64?
    ) {
        self.index = index
        self.time = time
        self.tag = tag
        self.kind = kind
        self.digest = digest
        self.previous = previous
        self.actor = actor
        self.reason = reason
        self.hold = hold
    }
}
