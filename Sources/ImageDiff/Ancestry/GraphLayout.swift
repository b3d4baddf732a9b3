// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where the nodes of a graph stand in a drawing: columns by distance from the roots, rows so that trees do not cross.
struct GraphLayout {
    /// The column of each node, counted from 0.
    private(set) var columns: [Int]
    /// The row of each node in halves, so that a parent stands between its children.
    private(set) var rows: [Int]
    /// How many rows there are, in halves.
    private(set) var height: Int

    init(_ outline: GraphOutline) {
        let order = outline.parentsFirst
        self.columns = Array(repeating: 0, count: outline.nodes.count)
        self.rows = columns
        self.height = 0
        for node in order {
            columns[node] = (outline.parents[node].map { columns[$0] + 1 }.max() ?? 0)
        }
        // A node stands in the row of its farthest parent, so that the long lines are the few others.
        var own: [[Int]] = Array(repeating: [], count: outline.nodes.count)
        for node in outline.nodes.indices {
            for child in outline.children[node] where farthestParent(of: child, outline) == node {
                own[node].append(child)
            }
        }
        placeLeaves(outline.roots, own)
        for node in order.reversed() {
            if let first = own[node].first, let last = own[node].last { rows[node] = (rows[first] + rows[last]) / 2 }
        }
    }

    private func farthestParent(of node: Int, _ outline: GraphOutline) -> Int? {
        outline.parents[node].max { (columns[$0], $1) < (columns[$1], $0) }
    }

    private mutating func placeLeaves(_ roots: [Int], _ own: [[Int]]) {
        var open = Array(roots.reversed())
        while let node = open.popLast() {
            guard own[node].isEmpty else {
                open += own[node].reversed()
                continue
            }
            rows[node] = height
            height += 2
        }
    }
}
