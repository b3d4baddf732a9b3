// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ImageGraph {
    /// The graph as an SVG document with colours of its own, the same bytes for the same graph.
    ///
    /// - Parameter title: What the drawing shows, for those who cannot see it.
    /// - Returns: Well-formed XML without anything that runs or is loaded.
    public func svg(title: String = "Chain of images") -> String {
        let drawing = GraphDrawing(self)
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" class="image-graph" viewBox="0 0 \(drawing.width) \(drawing.height)" \
            width="\(drawing.width)" height="\(drawing.height)" role="group" aria-label="\(DrawingText.escaped(title))">
            """,
            "<title>\(DrawingText.escaped(title))</title>", Self.styleSheet,
        ]
        for line in drawing.lines {
            let name = line.evidence == .layers ? "edge" : "edge claimed"
            lines.append("<path class=\"\(name)\" d=\"\(line.path)\"/>")
        }
        for box in drawing.boxes { lines += Self.lines(box) }
        return (lines + ["</svg>"]).map { $0 + "\n" }.joined()
    }

    private static func lines(_ box: GraphDrawing.Box) -> [String] {
        let link = box.link.map { "<a href=\"\(DrawingText.escaped($0))\">" }
        return [
            "<g class=\"image\">\(link ?? "")",
            "<title>\(DrawingText.escaped(box.description))</title>",
            """
            <rect x="\(box.left)" y="\(box.top)" width="\(box.width)" height="\(box.height)" rx="6"/>
            """,
            "<text x=\"\(box.textLeft)\" y=\"\(box.titleBase)\">\(DrawingText.escaped(box.title))</text>",
            """
            <text class="details" x="\(box.textLeft)" y="\(box.detailsBase)">\(DrawingText.escaped(box.details))</text>
            """,
            "\(link == nil ? "" : "</a>")</g>",
        ]
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
