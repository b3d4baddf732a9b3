// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The hashes that lead from one entry to the root of a tree (RFC 9162, section 2.1.3).
///
/// What it proves is only as good as the root: compare with one that the log signed.
public struct InclusionProof: Hashable, Sendable {
    /// The index of the entry.
    public let index: Int64
    /// The number of entries of the tree.
    public let size: Int64
    /// The hashes beside the way up, the lowest first.
    public let hashes: [LogHash]

    /// Takes what somebody says is a proof; ``root(leaf:)`` tells whether it is one.
    public init(index: Int64, size: Int64, hashes: [LogHash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The root that the tree must have for the entry to be in it; nil when no such tree has a proof of this form.
    ///
    /// The cost is one hash for each of the proof's, at most 62.
    public func root(leaf: LogHash) -> LogHash? {
        guard LogTree.isSize(size), index >= 0, index < size else { return nil }
        var position = index
        var last = size - 1
        var root = leaf
        for hash in hashes {
            guard last > 0 else { return nil }
            if position & 1 == 1 || position == last {
                root = .node(hash, root)
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                root = .node(root, hash)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 ? root : nil
    }

    /// Tells whether the entry of that hash is where the proof says, in the tree of that root.
    public func verifies(leaf: LogHash, root: LogHash) -> Bool {
        self.root(leaf: leaf) == root
    }
}
