// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A graph as boxes and lines at places, for whoever writes the drawing down.
///
/// Parents stand to the left of their children, in rows such that trees do not cross. Sizes are pixels.
public struct GraphDrawing: Sendable {
    /// An image.
    public struct Box: Sendable {
        /// The image.
        public let digest: Digest
        /// The distance from the left border.
        public let left: Int
        /// The distance from the upper border.
        public let top: Int
        /// The width.
        public let width: Int
        /// The height.
        public let height: Int
        /// What to call the image, cut to fit; foreign text.
        public let title: String
        /// Platform, layers and digest, cut to fit; foreign text.
        public let details: String
        /// All names and details; foreign text.
        public let description: String
        /// Where more about it can be read; following it only opens a page.
        public let link: String?

        /// The distance of the title from the left border.
        public var textLeft: Int { left + 10 }
        /// The distance of the title's base line from the upper border.
        public var titleBase: Int { top + 19 }
        /// The distance of the details' base line from the upper border.
        public var detailsBase: Int { top + 35 }
    }

    /// That an image was built on another.
    public struct Line: Sendable {
        /// The curve, in the language of SVG's paths.
        public let path: String
        /// How it is known.
        public let evidence: ImageEdge.Evidence
    }

    /// The images, by digest.
    public let boxes: [Box]
    /// What was built on what.
    public let lines: [Line]
    /// The width.
    public let width: Int
    /// The height.
    public let height: Int

    /// Draws a graph; the same graph gives the same drawing.
    public init(_ graph: ImageGraph) {
        let plan = DrawingPlan(nodes: graph.nodes, layout: GraphLayout(GraphOutline(graph)))
        let numbers = Dictionary(uniqueKeysWithValues: graph.nodes.enumerated().map { ($1.digest, $0) })
        self.boxes = graph.nodes.indices.map(plan.box)
        self.lines = graph.edges.compactMap { edge in
            guard let parent = numbers[edge.parent], let child = numbers[edge.child] else { return nil }
            return Line(path: plan.curve(from: parent, to: child), evidence: edge.evidence)
        }
        self.width = plan.width
        self.height = plan.height
    }
}
