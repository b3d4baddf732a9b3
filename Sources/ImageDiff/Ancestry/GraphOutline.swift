// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A graph as a forest that can be walked: each node below its first parent.
struct GraphOutline {
    let nodes: [ImageNode]
    /// The children of each node, by number, in the order of their titles.
    private(set) var children: [[Int]]
    /// The parents of each node, in the order of the edges.
    private(set) var parents: [[Int]]
    /// The nodes without parents, in the order of their titles.
    let roots: [Int]

    init(_ graph: ImageGraph) {
        let numbers = Dictionary(uniqueKeysWithValues: graph.nodes.enumerated().map { ($1.digest, $0) })
        var children: [[Int]] = Array(repeating: [], count: graph.nodes.count)
        var parents = children
        for edge in graph.edges {
            guard let parent = numbers[edge.parent], let child = numbers[edge.child] else { continue }
            children[parent].append(child)
            parents[child].append(parent)
        }
        let titles = graph.nodes.map { ($0.title, $0.digest.hex) }
        let byTitle: (Int, Int) -> Bool = { titles[$0] < titles[$1] }
        self.nodes = graph.nodes
        self.children = children.map { $0.sorted(by: byTitle) }
        self.parents = parents
        self.roots = graph.nodes.indices.filter { parents[$0].isEmpty }.sorted(by: byTitle)
    }

    /// The nodes in an order in which parents come before their children.
    var parentsFirst: [Int] {
        var waiting = parents.map(\.count)
        var order = roots
        var next = 0
        while next < order.count {
            for child in children[order[next]] {
                waiting[child] -= 1
                if waiting[child] == 0 { order.append(child) }
            }
            next += 1
        }
        return order
    }
}
