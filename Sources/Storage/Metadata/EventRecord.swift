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

        /// Tells whether the event sets what the tag means.
        public var setsTag: Bool {
            switch self {
            case .created, .moved, .approved, .restored, .promoted: true
            case .deleted, .held, .rejected, .superseded, .expired, .observed: false
            }
        }
    }

    /// The position in the repository's history, from 0, without gaps.
    public var index: Int64
    /// When it happened; strictly later than the event before it on the same tag.
    public var time: Timestamp
    /// The tag it is about.
    public var tag: Tag
    /// What happened.
    public var kind: Kind
    /// What the event is about.
    public var digest: Digest
    /// What the tag meant before.
    public var previous: Digest?
    /// Who caused it.
    public var actor: String
    /// Why, in words.
    public var reason: String?
    /// The hold it made or decided.
    public var hold: Int64?

    /// Creates an entry.
    public init(
        index: Int64,
        time: Timestamp,
        tag: Tag,
        kind: Kind,
        digest: Digest,
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
