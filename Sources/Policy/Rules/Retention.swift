// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which untagged content of a repository is kept; content that meets any of the conditions stays.
public struct Retention: Hashable, Sendable {
    /// How many of the newest manifests are kept.
    public var last: Int?
    /// The age below which a manifest is kept.
    public var youngerThan: Duration?
    /// How long after its last pull a manifest is kept.
    public var pulledWithin: Duration?

    /// Creates a retention.
    public init(last: Int? = nil, youngerThan: Duration? = nil, pulledWithin: Duration? = nil) {
        self.last = last
        self.youngerThan = youngerThan
        self.pulledWithin = pulledWithin
    }
}
