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
    private var children: [[Int]]
    private var marks: Marks

    init(count: Int) {
        self.parents = Array(repeating: [], count: count)
        self.children = Array(repeating: [], count: count)
        self.marks = Marks(count: count)
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
            !leads(from: child, to: parent)
        else { return }
        parents[child].append((parent, evidence))
        children[parent].append(child)
    }

    /// Removes the edges to parents that another parent was built on.
    mutating func reduce() {
        let depths = depths()
        // All are found before one is removed: what is removed leads nowhere that the others do not.
        var farther: [(child: Int, parents: Set<Int>)] = []
        for child in parents.indices where parents[child].count > 1 {
            let found = fartherParents(of: child, depths)
            if !found.isEmpty { farther.append((child, found)) }
        }
        for (child, found) in farther { parents[child].removeAll { found.contains($0.parent) } }
    }
}

extension GraphBuilder {
    /// Tells whether a node is below another one, by way of children.
    ///
    /// The search goes from both ends at once, and ends with the smaller side: so a chain of any length, built in any
    /// order, costs little more than its length.
    private mutating func leads(from top: Int, to bottom: Int) -> Bool {
        marks.clear()
        var below = [top]
        var above = [bottom]
        while let lower = below.popLast(), let upper = above.popLast() {
            if lower == bottom || upper == top { return true }
            for child in children[lower] where marks.insert(child, .below) { below.append(child) }
            for (parent, _) in parents[upper] where marks.insert(parent, .above) { above.append(parent) }
        }
        return false
    }

    /// The parents of a node that others of its parents were built on.
    private mutating func fartherParents(of child: Int, _ depths: [Int]) -> Set<Int> {
        let wanted = Set(parents[child].map(\.parent))
        // What lies less deep than all that is looked for cannot lead there.
        let least = wanted.reduce(Int.max) { min($0, depths[$1]) }
        var found: Set<Int> = []
        marks.clear()
        var open = Array(wanted)
        while let next = open.popLast(), found.count < wanted.count {
            for (parent, _) in parents[next] where depths[parent] >= least && marks.insert(parent, .above) {
                if wanted.contains(parent) { found.insert(parent) }
                open.append(parent)
            }
        }
        return found
    }

    /// How many edges lead to each node at most, one after another.
    private func depths() -> [Int] {
        var depths = Array(repeating: 0, count: parents.count)
        var waiting = parents.map(\.count)
        var open = parents.indices.filter { parents[$0].isEmpty }
        while let next = open.popLast() {
            for child in children[next] {
                depths[child] = max(depths[child], depths[next] + 1)
                waiting[child] -= 1
                if waiting[child] == 0 { open.append(child) }
            }
        }
        return depths
    }

    /// Which nodes a search has seen; to forget them all costs nothing.
    private struct Marks {
        enum Side: Int {
            case above
            case below
        }

        private var seen: [[Int]]
        private var search = 0

        init(count: Int) {
            seen = Array(repeating: Array(repeating: 0, count: count), count: 2)
        }

        mutating func clear() { search += 1 }

        /// Marks a node; false if it was marked already.
        mutating func insert(_ node: Int, _ side: Side) -> Bool {
            guard seen[side.rawValue][node] != search else { return false }
            seen[side.rawValue][node] = search
            return true
        }
    }
}
