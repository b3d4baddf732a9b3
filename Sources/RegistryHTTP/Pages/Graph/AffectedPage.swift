// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import OCIModel
internal import Registry

/// `/affected?ref=…`: the images that are built on what a reference means.
struct AffectedPage {
    /// The most names that are listed.
    private static let maximum = 500

    func respond(to visit: PageVisit) async throws -> Response {
        let asked = AskedReference(visit.query["ref"], in: visit.exchange)
        if asked == .nothing, visit.mustSignIn { return visit.redirect(to: .signIn(next: visit.address)) }
        guard case .reference(let reference) = asked else { return page(visit, asked, nil) }
        do {
            let found = try await visit.registry.affected(
                by: reference,
                tags: isEver(visit) ? .ever : .current,
                limit: Self.maximum,
                by: visit.caller
            )
            return page(visit, asked, found)
        } catch let error as RegistryError
            where [.repositoryUnknown, .manifestUnknown, .requestInvalid].contains(error.code)
        {
            return page(visit, .unknown(reference.description, error.message), nil)
        }
    }

    private func isEver(_ visit: PageVisit) -> Bool { visit.query["ever"] == "1" }

    private func page(_ visit: PageVisit, _ asked: AskedReference, _ found: AffectedImages?) -> Response {
        visit.page(
            asked.text.map { "Built on \($0)" } ?? "Affected images",
            section: .graph,
            crumbs: [PageCrumb("Graph", .graph)],
            status: asked.status
        ) { html in
            html.element(.div, .class("titled")) { html in
                html.element(.div) { html in
                    html.element(.p, .class("overline"), text: "Affected images")
                    html.element(.h1) { html in
                        guard let text = asked.text else { return html.text("Who is built on it?") }
                        html.text("Built on ")
                        html.foreign(text)
                    }
                }
                asked.field(.affected, "Image", &html)
            }
            asked.complaint(&html)
            guard let found else {
                if asked == .nothing {
                    html.element(
                        .p,
                        .class("empty"),
                        text: "Name an image to see which others are built on it, directly or through others."
                    )
                }
                return
            }
            ways(found.reference, visit, &html)
            AffectedSection(found).write(to: &html)
            if found.isTruncated {
                html.element(.p, .class("muted"), text: "There are more than are shown here.")
            }
            if found.isBeingIndexed { html.stillIndexing() }
        }
    }

    private func ways(_ reference: Reference, _ visit: PageVisit, _ html: inout HTMLWriter) {
        let asked = visit.query["ref"] ?? ""
        html.element(.div, .class("titled small")) { html in
            html.navigation(.aria("label", "Which names"), .class("switch")) { html in
                let now = Link.affected.with([("ref", asked)])
                let ever = now.with([("ever", "1")])
                if isEver(visit) {
                    html.link(now, text: "Those that are")
                    html.link(ever, .aria("current", "page"), text: "Also those that were")
                } else {
                    html.link(now, .aria("current", "page"), text: "Those that are")
                    html.link(ever, text: "Also those that were")
                }
            }
            html.link(.graph.with([("ref", asked)]), text: "See it drawn")
        }
    }
}
