// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Registry

/// A graph as a drawing that one can click through, and as a list that says the same.
struct GraphSection {
    private let graph: ImageGraph
    private let selected: Set<Digest>
    private let contradictions: Int

    init(_ found: AncestryGraph, selected: Set<Digest>) {
        let nodes = found.nodes.map { node in
            var image = ImageNode(
                digest: node.digest,
                references: node.references,
                platform: node.platform ?? Platform(os: "", architecture: ""),
                layerCount: node.layers
            )
            image.link = Self.link(to: node)?.text
            return image
        }
        self.graph = ImageGraph(
            nodes: nodes,
            edges: found.edges.filter { !$0.isContradicted }.map { edge in
                ImageEdge(parent: edge.parent, child: edge.child, evidence: edge.evidence.ofGraph)
            }
        )
        self.selected = selected
        self.contradictions = found.edges.count(where: \.isContradicted)
    }

    func write(to html: inout HTMLWriter) {
        let isDrawn = graph.nodes.count <= GraphPage.drawn
        if isDrawn {
            draw(&html)
            legend(&html)
        } else {
            html.element(
                .p,
                .class("notice"),
                text: "\(graph.nodes.count) images are too many for a drawing; name one to see those around it."
            )
        }
        html.element(.h2, text: "As a list")
        GraphList(graph.lines(limit: 2 * GraphPage.listed), selected: selected).write(to: &html)
        guard contradictions > 0 else { return }
        html.element(
            .p,
            .class("small muted"),
            text: contradictions == 1
                ? "One claim to be built on another image is left out: the layers say otherwise."
                : "\(contradictions) claims to be built on other images are left out: the layers say otherwise."
        )
    }

    private func draw(_ html: inout HTMLWriter) {
        let drawing = GraphDrawing(graph)
        html.element(
            .div,
            .class("graph"),
            .role("region"),
            .aria("label", "Drawing; the list below says the same"),
            .tabIndex(0)
        ) { html in
            html.element(
                .svg,
                // A drawing that is little wider than the page is made smaller, any other scrolled.
                .class(drawing.width <= 1_500 ? "image-graph fits" : "image-graph"),
                .shape(.viewBox, "0 0 \(drawing.width) \(drawing.height)"),
                .shape(.width, drawing.width),
                .shape(.height, drawing.height),
                .role("group"),
                .aria("label", "Images, from left to right by what they are built on")
            ) { html in
                for line in drawing.lines {
                    html.element(
                        .path,
                        .class(line.evidence == .layers ? "edge" : "edge claimed"),
                        .shape(.d, line.path),
                        text: ""
                    )
                }
                for (box, node) in zip(drawing.boxes, graph.nodes) { self.box(box, node, &html) }
            }
        }
    }

    private func box(_ box: GraphDrawing.Box, _ node: ImageNode, _ html: inout HTMLWriter) {
        let isSelected = selected.contains(box.digest)
        let content = { (html: inout HTMLWriter) in
            html.element(.title, text: box.description)
            html.element(
                .rect,
                .shape(.x, box.left),
                .shape(.y, box.top),
                .shape(.width, box.width),
                .shape(.height, box.height),
                .shape(.rx, 4),
                text: ""
            )
            html.element(.text, .shape(.x, box.textLeft), .shape(.y, box.titleBase), text: box.title)
            html.element(
                .text,
                .class("details"),
                .shape(.x, box.textLeft),
                .shape(.y, box.detailsBase),
                text: box.details
            )
        }
        html.element(.g, .class(isSelected ? "image chosen" : "image")) { html in
            guard let link = GraphSection.link(to: node) else { return content(&html) }
            let label = "\(box.description)\(isSelected ? ", the image asked for" : "")"
            html.link(link, .aria("label", label), body: content)
        }
    }

    private func legend(_ html: inout HTMLWriter) {
        let hasClaims = graph.edges.contains { $0.evidence != .layers }
        html.element(.p, .class("small muted")) { html in
            html.text("Left to right: what an image is built on, the image, what is built on it.")
            if hasClaims {
                html.text(" A dashed line is what an image or its provenance says; a whole one is shown by its layers.")
            }
        }
    }
}

extension GraphSection {
    private static func link(to node: AncestryGraph.Node) -> Link? { link(to: node.digest, node.references) }

    /// The page of an image: in a repository that one of its names tells.
    static func link(to node: ImageNode) -> Link? { link(to: node.digest, node.references) }

    private static func link(to digest: Digest, _ references: [String]) -> Link? {
        // Losing the error is right: a name that is no reference leads nowhere.
        references.first.flatMap { try? Reference($0) }.map { .image(digest, in: $0.here.repository) }
    }
}

extension AncestryGraph.Evidence {
    /// The same evidence in a graph that is drawn.
    fileprivate var ofGraph: ImageEdge.Evidence {
        switch self {
        case .layers: .layers
        case .annotation: .annotation
        case .provenance: .provenance
        }
    }
}
