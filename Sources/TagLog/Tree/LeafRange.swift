// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Neighbouring leaves of a tree, as proofs take them together.
struct LeafRange: Hashable {
    var start: Int64
    var end: Int64

    var count: Int64 { end - start }

    /// Splits the range where RFC 6962, section 2.1 splits a tree: after the largest power of two below its count.
    ///
    /// - Precondition: The range has at least two leaves.
    var halves: (left: LeafRange, right: LeafRange) {
        let middle = start + 1 << Int64(63 - (count - 1).leadingZeroBitCount)
        return (LeafRange(start: start, end: middle), LeafRange(start: middle, end: end))
    }

    /// The perfect subtrees that make up the range, from the left.
    ///
    /// The start of a range that a tree was split into is a multiple of the power of two at or above its count, so they
    /// follow the bits of the count.
    var subtrees: [Subtree] {
        var subtrees: [Subtree] = []
        var position = start
        for height in (0..<63).reversed() where count & (1 << Int64(height)) != 0 {
            subtrees.append(Subtree(height: height, index: position >> Int64(height)))
            position += 1 << Int64(height)
        }
        return subtrees
    }
}

/// A subtree of 2^height leaves, by its position among those of the same height.
struct Subtree: Hashable {
    var height: Int
    var index: Int64
}
