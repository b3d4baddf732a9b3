// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// One repository in a listing.
public struct RepositorySummary: Hashable, Sendable {
    /// The name.
    public var name: RepositoryName
    /// The number of tags that exist.
    public var tags: Int64
    /// The number of open holds.
    public var openHolds: Int64

    /// Creates a summary.
    public init(name: RepositoryName, tags: Int64, openHolds: Int64) {
        self.name = name
        self.tags = tags
        self.openHolds = openHolds
    }
}
