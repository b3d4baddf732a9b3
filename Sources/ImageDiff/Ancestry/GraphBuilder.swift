// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Gathers edges between numbered nodes, without circles and in the end without detours.
struct GraphBuilder {
    struct Edge {
        var parent: Int
        var child: Int
        var evidence: ImageEdge.Evidence
    }

    private var parents: [[(parent: Int, evidence: ImageEdge.Evidence)]]

    init(count: Int) {
        self.parents = Array(repeating: [], count: count)
    }

    /// The edges, sorted by child, then parent.
    var edges: [Edge] {
        parents.enumerated().flatMap { child, found in
            found.sorted { $0.parent < $1.parent }.map { Edge(parent: $0.parent, child: child, evidence: $0.evidence) }
        }
    }

    func hasParent(_ child: Int) -> Bool { !parents[child].isEmpty }

    /// Adds an edge, unless there is one or it would close a circle: two images that claim to be built on each other.
    mutating func add(parent: Int, child: Int, _ evidence: ImageEdge.Evidence) {
        guard parent != child, !parents[child].contains(where: { $0.parent == parent }),
            !ancestors(of: parent).contains(child)
        else { return }
        parents[child].append((parent, evidence))
    }

    /// Removes the edges to parents that another parent was built on.
    mutating func reduce() {
        for child in parents.indices where parents[child].count > 1 {
            let farther = parents[child].reduce(into: Set<Int>()) { $0.formUnion(ancestors(of: $1.parent)) }
            parents[child].removeAll { farther.contains($0.parent) }
        }
    }

    private func ancestors(of node: Int) -> Set<Int> {
        var found: Set<Int> = []
        var open = parents[node].map(\.parent)
        while let next = open.popLast() {
            if found.insert(next).inserted { open += parents[next].map(\.parent) }
        }
        return found
    }
}
