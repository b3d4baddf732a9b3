// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension ImageGraph {
    /// The graph as a tree of text, a line for each image below the one that it was built on.
    ///
    /// An image with several parents stands below each; its own children only below the first. From a depth on that no
    /// screen has room for, lines are indented no further: `…+3` is three levels deeper.
    public var text: String {
        let outline = GraphOutline(self)
        var lines: [String] = []
        var shown: Set<Int> = []
        // A stack in place of recursion: claims can make chains as long as there are images.
        var open = outline.roots.reversed().map { Line(node: $0, depth: 0, lead: "", branch: "", below: "") }
        while let line = open.popLast() {
            let node = nodes[line.node]
            let isRepeated = !shown.insert(line.node).inserted
            let deeper = line.depth > Self.deepestIndent ? "…+\(line.depth - Self.deepestIndent) " : ""
            let name = "\(node.title)  \(node.details)\(isRepeated ? "  (see above)" : "")"
            lines.append("\(line.lead)\(line.branch)\(deeper)\(name)")
            guard !isRepeated else { continue }
            let children = outline.children[line.node]
            for (index, child) in children.enumerated().reversed() {
                let isLast = index == children.count - 1
                open.append(
                    Line(
                        node: child,
                        depth: line.depth + 1,
                        lead: line.depth < Self.deepestIndent ? line.lead + line.below : line.lead,
                        branch: isLast ? "└─ " : "├─ ",
                        below: isLast ? "   " : "│  "
                    )
                )
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static let deepestIndent = 32

    private struct Line {
        var node: Int
        var depth: Int
        var lead: String
        var branch: String
        var below: String
    }
}
