// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension ImageGraph {
    /// Where the colours of a drawing come from.
    public enum DrawingStyle: Sendable {
        /// From a style sheet in the drawing, for light and for dark surroundings: for a file of its own.
        case embedded
        /// From the page around it, by the classes `image`, `edge` and `claimed`: for pages that allow no inline styles.
        case page
    }

    /// The graph as an SVG document, the same bytes for the same graph.
    ///
    /// - Parameters:
    ///   - title: What the drawing shows, for those who cannot see it.
    ///   - style: Where the colours come from.
    /// - Returns: Well-formed XML without anything that runs or is loaded.
    public func svg(title: String = "Chain of images", style: DrawingStyle = .embedded) -> String {
        let outline = GraphOutline(self)
        let layout = GraphLayout(outline)
        let plan = DrawingPlan(nodes: nodes, layout: layout)
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" class="image-graph" viewBox="0 0 \(plan.width) \(plan.height)" \
            width="\(plan.width)" height="\(plan.height)" role="group" aria-label="\(DrawingText.escaped(title))">
            """,
            "<title>\(DrawingText.escaped(title))</title>",
        ]
        if style == .embedded { lines.append(Self.styleSheet) }
        let numbers = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.digest, $0) })
        for edge in edges {
            guard let parent = numbers[edge.parent], let child = numbers[edge.child] else { continue }
            lines.append(plan.line(from: parent, to: child, evidence: edge.evidence))
        }
        for index in nodes.indices { lines += plan.box(index) }
        return (lines + ["</svg>"]).map { $0 + "\n" }.joined()
    }

    private static let styleSheet = """
        <style>
        .image rect { fill: #ffffff; stroke: #57606a; }
        .image text { fill: #1f2328; font: 13px ui-sans-serif, system-ui, sans-serif; }
        .image .details { fill: #57606a; font-size: 11px; }
        .image a:hover rect, .image a:focus rect { stroke: #0969da; stroke-width: 2; }
        .edge { fill: none; stroke: #8c959f; }
        .claimed { stroke-dasharray: 4 3; }
        @media (prefers-color-scheme: dark) {
        .image rect { fill: #161b22; stroke: #8b949e; }
        .image text { fill: #e6edf3; }
        .image .details { fill: #9198a1; }
        .image a:hover rect, .image a:focus rect { stroke: #58a6ff; }
        .edge { stroke: #6e7681; }
        }
        </style>
        """
}
