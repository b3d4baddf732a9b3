// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// That stored bytes were found not to be what was stored.
public struct CorruptionRecord: Hashable, Sendable {
    /// The content.
    public var digest: Digest
    /// When it was noticed.
    public var noticedAt: Timestamp
    /// When sound bytes were pushed again, if they were.
    public var healedAt: Timestamp?

    /// Creates a record.
    public init(digest: Digest, noticedAt: Timestamp, healedAt: Timestamp? = nil) {
        self.digest = digest
        self.noticedAt = noticedAt
        self.healedAt = healedAt
    }
}
