// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a tag means, as the last event that set or deleted it left it.
public struct TagRecord: Hashable, Sendable {
    /// The tag.
    public var tag: Tag
    /// What it means now; nil once it is deleted.
    public var digest: Digest?
    /// What it last meant: equal to `digest` while the tag exists, the tombstone afterwards.
    public var lastDigest: Digest
    /// When it was set or deleted.
    public var changedAt: Timestamp
    /// Who set or deleted it.
    public var changedBy: String

    /// Creates a record.
    public init(tag: Tag, digest: Digest?, lastDigest: Digest, changedAt: Timestamp, changedBy: String) {
        self.tag = tag
        self.digest = digest
        self.lastDigest = lastDigest
        self.changedAt = changedAt
        self.changedBy = changedBy
    }
}
