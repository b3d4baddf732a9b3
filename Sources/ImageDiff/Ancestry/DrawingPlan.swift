// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Sizes and places of a drawing, in pixels.
struct DrawingPlan {
    let width: Int
    let height: Int
    private let nodes: [ImageNode]
    private let boxes: [(left: Int, top: Int, width: Int)]

    private static let margin = 12
    private static let gap = 56
    private static let boxHeight = 44
    private static let halfRow = 30
    /// The most characters of a line in a box; the whole text is in the title.
    private static let longest = 44

    init(nodes: [ImageNode], layout: GraphLayout) {
        var widths = Array(repeating: 0, count: (layout.columns.max() ?? 0) + 1)
        for (index, node) in nodes.enumerated() {
            widths[layout.columns[index]] = max(widths[layout.columns[index]], Self.width(of: node))
        }
        var lefts: [Int] = []
        var left = Self.margin
        for width in widths {
            lefts.append(left)
            left += width + Self.gap
        }
        self.nodes = nodes
        self.boxes = nodes.indices.map { index in
            let column = layout.columns[index]
            return (lefts[column], Self.margin + layout.rows[index] * Self.halfRow, widths[column])
        }
        self.width = max(left - Self.gap + Self.margin, 2 * Self.margin)
        self.height = max(layout.height, 1) * Self.halfRow + 2 * Self.margin
    }

    /// The line between two boxes.
    func curve(from parent: Int, to child: Int) -> String {
        let startX = boxes[parent].left + boxes[parent].width
        let startY = boxes[parent].top + Self.boxHeight / 2
        let endX = boxes[child].left
        let endY = boxes[child].top + Self.boxHeight / 2
        let middle = (startX + endX) / 2
        return "M\(startX) \(startY) C\(middle) \(startY) \(middle) \(endY) \(endX) \(endY)"
    }

    /// The box of a node with its text.
    func box(_ index: Int) -> GraphDrawing.Box {
        let node = nodes[index]
        let (left, top, width) = boxes[index]
        return GraphDrawing.Box(
            digest: node.digest,
            left: left,
            top: top,
            width: width,
            height: Self.boxHeight,
            title: DrawingText.shortened(node.shortTitle, to: Self.longest),
            details: DrawingText.shortened(node.details, to: Self.longest),
            description: "\(node.title) · \(node.details)",
            link: node.safeLink
        )
    }

    /// Characters are taken for 9 pixels in the title and 7 in the details, which is enough for common fonts.
    private static func width(of node: ImageNode) -> Int {
        20 + max(min(node.shortTitle.count, longest) * 9, min(node.details.count, longest) * 7)
    }
}
