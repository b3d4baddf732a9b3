// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How far a walk over a tree may go, as aliases make a small file stand for a huge one.
struct WalkBound {
    /// The most values that are looked at.
    static let maximumVisits = 500_000
    /// The deepest nesting, aliases followed.
    static let maximumDepth = 128
    /// How often a text may hold another file, which holds another.
    static let maximumNesting = 2

    private var left = WalkBound.maximumVisits

    /// Counts a value.
    ///
    /// - Throws: ``PinningError/Code/tooLarge`` when the walk has come too far.
    mutating func enter(_ node: YAMLNode, depth: Int) throws(PinningError) {
        guard left > 0, depth <= Self.maximumDepth else {
            throw PinningError(
                .tooLarge,
                "the aliases of the file stand for more than is read",
                offset: node.span.lowerBound,
                advice: "Write the parts out, or keep them in files of their own."
            )
        }
        left -= 1
    }
}

extension YAMLNode {
    /// The entries that a program sees; merge keys are followed only where there are some.
    var visibleEntries: [YAMLEntry] {
        let entries = entries
        return entries.contains { $0.isMerge } ? mergedEntries : entries
    }
}
