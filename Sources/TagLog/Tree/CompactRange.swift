// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What has to be known of a tree to let it grow: the roots of its perfect subtrees, at most 62 hashes.
///
/// See RFC 9162, section 2.1.2, and the "compact ranges" of transparency logs.
public struct CompactRange: Hashable, Sendable {
    /// The number of entries.
    public private(set) var size: Int64
    /// The roots of the perfect subtrees, the largest first: one for each 1 bit of the size.
    public private(set) var hashes: [LogHash]

    /// Creates the range of a tree without entries.
    public init() {
        size = 0
        hashes = []
    }

    /// Takes the roots of a tree's perfect subtrees; nil when their number is not that of the 1 bits of the size, or no
    /// tree has that size.
    public init?(size: Int64, hashes: [LogHash]) {
        guard LogTree.isSize(size), hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Appends the hash of an entry.
    ///
    /// Amortised, that costs one hash.
    ///
    /// - Parameter leaf: The hash of the entry, ``LogHash/leaf(of:)``.
    /// - Returns: Every perfect subtree that is complete from now on, the leaf first and the largest last.
    @discardableResult
    public mutating func append(_ leaf: LogHash) -> [CompletedSubtree] {
        var completed = [CompletedSubtree(level: 0, index: size, hash: leaf)]
        var node = leaf
        for level in 0..<size.trailingOnes {
            node = .node(hashes.removeLast(), node)
            completed.append(CompletedSubtree(level: level + 1, index: size >> Int64(level + 1), hash: node))
        }
        hashes.append(node)
        size += 1
        return completed
    }

    /// The root of the tree.
    public var root: LogHash { LogHash.root(ofSubtrees: hashes) }
}

/// A perfect subtree that has all of its leaves.
public struct CompletedSubtree: Hashable, Sendable {
    /// The height: 0 is a leaf.
    public let level: Int
    /// The position among the subtrees of the same height, from 0.
    public let index: Int64
    /// The root of the subtree.
    public let hash: LogHash
}

extension LogHash {
    /// The root above perfect subtrees of falling height; that of the tree without entries when there are none.
    static func root(ofSubtrees hashes: [LogHash]) -> LogHash {
        guard var root = hashes.last else { return .empty }
        for hash in hashes.dropLast().reversed() { root = .node(hash, root) }
        return root
    }
}

extension Int64 {
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
