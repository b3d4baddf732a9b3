// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import ImageDiff
internal import OCIModel
internal import Registry

/// `/graph?ref=…`: what images are built on, and what is built on them; without a reference, all images.
struct GraphPage {
    /// The most images that are drawn.
    static let drawn = 300
    /// The most images that are listed.
    static let listed = 1_000

    func respond(to visit: PageVisit) async throws -> Response {
        let asked = AskedReference(visit.query["ref"], in: visit.exchange)
        guard case .reference(let reference) = asked else {
            return try await page(visit, asked, of: asked == .nothing ? graph(of: [], visit) : nil, selected: [])
        }
        do {
            let found = try await graph(of: [reference], visit)
            return page(visit, asked, of: found, selected: Self.selected(reference, in: found))
        } catch let error as RegistryError where [.repositoryUnknown, .manifestUnknown].contains(error.code) {
            return page(visit, .unknown(reference.description, error.message), of: nil, selected: [])
        }
    }

    private func graph(of references: [Reference], _ visit: PageVisit) async throws -> AncestryGraph {
        try await visit.registry.graph(of: references, limit: Self.listed, by: visit.caller)
    }

    /// The images that a reference means: those whose names or digest it is.
    private static func selected(_ reference: Reference, in graph: AncestryGraph) -> Set<Digest> {
        let names = [
            reference.tag.map { "\(reference.repository):\($0)" },
            reference.digest.map { "\(reference.repository)@\($0)" },
        ].compactMap(\.self)
        return Set(
            graph.nodes.filter { node in
                node.digest == reference.digest || node.references.contains(where: names.contains)
            }.map(\.digest)
        )
    }

    private func page(
        _ visit: PageVisit,
        _ asked: AskedReference,
        of found: AncestryGraph?,
        selected: Set<Digest>
    ) -> Response {
        visit.page(
            asked.text.map { "Graph of \($0)" } ?? "Graph",
            section: .graph,
            crumbs: asked == .nothing ? [] : [PageCrumb("Graph", .graph)],
            status: asked.status
        ) { html in
            html.element(.div, .class("titled")) { html in
                html.element(.h1) { html in
                    html.text("What is built on what")
                }
                asked.field(.graph, "Image or repository", &html)
            }
            asked.complaint(&html)
            guard let found else { return }
            if found.nodes.isEmpty {
                html.element(
                    .p,
                    .class("empty"),
                    text: asked == .nothing
                        ? "There are no images yet whose layers are known."
                        : "It is no image, or its layers are not known."
                )
            } else {
                GraphSection(found, selected: selected).write(to: &html)
            }
            if found.isTruncated {
                html.element(
                    .p,
                    .class("muted"),
                    text: "There are more images than are shown here; name one to see those around it."
                )
            }
            if found.isBeingIndexed { html.stillIndexing() }
        }
    }
}

extension HTMLWriter {
    /// Says that older images are missing yet.
    mutating func stillIndexing() {
        element(
            .p,
            .class("notice"),
            .role("status"),
            text: "Images that an older version stored are still being looked at; some are missing here."
        )
    }
}
