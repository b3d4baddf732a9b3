// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// An image in a list of a graph, below the one that it was built on.
public struct GraphLine: Sendable {
    /// The image.
    public let node: ImageNode
    /// How far below the images without parents it stands, at most ``maximumDepth``.
    public let depth: Int
    /// How it is known that it was built on the one above it; nil for one without parents.
    public let evidence: ImageEdge.Evidence?
    /// Whether it stands further up as well, with what was built on it.
    public let isRepeated: Bool

    /// What is deeper stands at this depth: nobody could follow it, and claims make chains as long as there are images.
    public static let maximumDepth = 16
}

extension ImageGraph {
    /// The graph as a list, each image below its parents; what was built on it follows it the first time.
    ///
    /// - Parameter limit: The most lines.
    /// - Returns: The lines; fewer than `limit` when there are no more.
    public func lines(limit: Int) -> [GraphLine] {
        let outline = GraphOutline(self)
        let numbers = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.digest, $0) })
        var evidence: [Pair: ImageEdge.Evidence] = [:]
        for edge in edges {
            guard let parent = numbers[edge.parent], let child = numbers[edge.child] else { continue }
            evidence[Pair(parent: parent, child: child)] = edge.evidence
        }
        var lines: [GraphLine] = []
        var shown: Set<Int> = []
        var open = outline.roots.reversed().map { (node: $0, depth: 0, parent: Int?.none) }
        while let next = open.popLast(), lines.count < limit {
            let isRepeated = !shown.insert(next.node).inserted
            lines.append(
                GraphLine(
                    node: nodes[next.node],
                    depth: min(next.depth, GraphLine.maximumDepth),
                    evidence: next.parent.flatMap { evidence[Pair(parent: $0, child: next.node)] },
                    isRepeated: isRepeated
                )
            )
            guard !isRepeated else { continue }
            open += outline.children[next.node].reversed().map { ($0, next.depth + 1, next.node) }
        }
        return lines
    }

    private struct Pair: Hashable {
        var parent: Int
        var child: Int
    }
}
