// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import TagLog

/// The definitions of RFC 6962, section 2.1, word by word: slow and plain.
struct NaiveTree {
    let size: Int64
    /// MTH of a range of leaves.
    let root: @Sendable (Range<Int64>) -> LogHash

    /// A tree over given leaves.
    init(_ leaves: [LogHash]) {
        size = Int64(leaves.count)
        root = { Self.root(of: leaves[Int($0.lowerBound)..<Int($0.upperBound)]) }
    }

    /// A tree of any size in which all leaves are the same, so that a root depends on nothing but the number of leaves.
    init(size: Int64, of leaf: LogHash) {
        self.size = size
        let perfect = Self.perfectRoots(above: leaf)
        root = { range in Self.root(of: range.upperBound - range.lowerBound, perfect) }
    }

    /// The root of 2^height leaves at each height.
    static func perfectRoots(above leaf: LogHash) -> [LogHash] {
        (0..<62).reduce(into: [leaf]) { roots, height in roots.append(.node(roots[height], roots[height])) }
    }

    /// PATH(m, D[n]).
    func path(_ index: Int64) -> [LogHash] { path(index, 0..<size) }

    private func path(_ index: Int64, _ range: Range<Int64>) -> [LogHash] {
        guard range.count > 1 else { return [] }
        let middle = range.lowerBound + Self.split(Int64(range.count))
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        return index < middle ? path(index, left) + [root(right)] : path(index, right) + [root(left)]
    }

    /// PROOF(m, D[n]).
    func proof(_ earlier: Int64) -> [LogHash] { subproof(earlier, 0..<size, isComplete: true) }

    private func subproof(_ earlier: Int64, _ range: Range<Int64>, isComplete: Bool) -> [LogHash] {
        let count = Int64(range.count)
        guard earlier != count else { return isComplete ? [] : [root(range)] }
        let half = Self.split(count)
        let middle = range.lowerBound + half
        let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
        return earlier <= half
            ? subproof(earlier, left, isComplete: isComplete) + [root(right)]
            : subproof(earlier - half, right, isComplete: false) + [root(left)]
    }

    /// The largest power of two below a number.
    private static func split(_ count: Int64) -> Int64 {
        var power: Int64 = 1
        while power < count - power { power *= 2 }
        return power
    }

    private static func root(of leaves: ArraySlice<LogHash>) -> LogHash {
        guard leaves.count > 1 else { return leaves.first ?? .empty }
        let half = Int(split(Int64(leaves.count)))
        return .node(root(of: leaves.prefix(half)), root(of: leaves.dropFirst(half)))
    }

    private static func root(of count: Int64, _ perfect: [LogHash]) -> LogHash {
        guard count > 0 else { return .empty }
        guard count & (count - 1) != 0 else { return perfect[count.trailingZeroBitCount] }
        let half = split(count)
        return .node(perfect[half.trailingZeroBitCount], root(of: count - half, perfect))
    }
}
