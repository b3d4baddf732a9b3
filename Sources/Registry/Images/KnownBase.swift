// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An image of the registry whose layers another one begins with.
public struct KnownBase: Hashable, Sendable {
    /// How many layers the two share: all those of this one.
    public var layers: Int
    /// A repository that has it.
    public var repository: RepositoryName
    /// Its manifest.
    public var digest: Digest
    /// A tag that means it, or an index that lists it.
    public var tag: Tag?
    /// How many steps of the history the two share: all those of this one; nil if that is not known.
    public var steps: Int?
}
