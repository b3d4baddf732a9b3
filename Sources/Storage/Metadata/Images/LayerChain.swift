// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A stack of layers that images begin with: some layers, and the chain they lie on.
///
/// There is one for the layers of every image, and one wherever images part: a tree in which images that share layers
/// share the way to them, and no entry is for one image's way alone. Chains are told apart by their layers, not by their
/// ChainIDs: a configuration may claim a single layer whose DiffID is the ChainID of somebody else's stack.
public struct LayerChain: Hashable, Sendable {
    /// The number of a chain in its store, good for as long as an image has the chain.
    public struct ID: Hashable, Sendable {
        /// The number.
        public let rawValue: Int64

        /// The chain without layers, on which all others lie.
        public static let empty = ID(rawValue: 0)

        /// Creates a number.
        public init(rawValue: Int64) {
            self.rawValue = rawValue
        }
    }

    /// The chain's number.
    public var id: ID
    /// The chain that the layers lie on.
    public var parent: ID
    /// The digests of the layers above the parent, uncompressed, lowest first; never empty.
    public var diffIDs: [Digest]

    /// Creates a chain.
    public init(id: ID, parent: ID, diffIDs: [Digest]) {
        self.id = id
        self.parent = parent
        self.diffIDs = diffIDs
    }

    /// The number of layers that a chain and an image have in common, above the chain's parent.
    func countShared(with layers: some Sequence<ImageRecord.Layer>) -> Int {
        zip(diffIDs, layers).prefix { $0 == $1.diffID }.count
    }
}

/// What the body of a visit wants next.
public enum VisitOutcome: Sendable {
    /// The next element.
    case proceed
    /// No more.
    case stop
}
