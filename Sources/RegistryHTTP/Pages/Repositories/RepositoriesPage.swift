// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import OCIModel
internal import Registry
internal import Storage

/// `/`: the repositories.
struct RepositoriesPage {
    private static let pageSize = 100

    func respond(to visit: PageVisit) async throws -> Response {
        let query = visit.query["q"].flatMap { $0.isEmpty ? nil : $0 }
        // A name that is none is no place to go on from.
        let last = visit.query["last"].flatMap { try? RepositoryName($0) }
        let found = try await visit.registry.repositoryOverviews(
            matching: query ?? "",
            after: last,
            limit: Self.pageSize + 1,
            by: visit.caller
        )
        if found.isEmpty, visit.mustSignIn {
            return visit.redirect(to: .signIn(next: visit.address))
        }
        let page = found.prefix(Self.pageSize)
        return visit.page("Repositories", section: .repositories) { html in
            html.element(.div, .class("titled")) { html in
                html.element(.h1, text: "Repositories")
                html.search(.repositories, label: "Search by name", query: query)
            }
            guard !page.isEmpty else { return empty(query, visit, &html) }
            table(Array(page), visit, &html)
            html.pages(
                first: last == nil ? nil : .repositories.with([("q", query)]),
                next: found.count > page.count
                    ? .repositories.with([("q", query), ("last", page.last?.summary.name.rawValue)]) : nil
            )
        }
    }

    private func table(_ page: [RepositoryOverview], _ visit: PageVisit, _ html: inout HTMLWriter) {
        html.element(.table) { html in
            html.element(.caption, .class("unseen"), text: "Repositories you may see")
            html.columns([
                Column("Name"), Column("Tags", "number"), Column("Open holds"), Column("Last change", "wide"),
                Column("By", "wide"),
            ])
            html.element(.tbody) { html in
                for overview in page { row(overview, visit, &html) }
            }
        }
    }

    private func row(_ overview: RepositoryOverview, _ visit: PageVisit, _ html: inout HTMLWriter) {
        let name = overview.summary.name
        html.element(.tr) { html in
            html.element(.th, .scope(.row)) { html in
                html.link(.repository(name)) { $0.name(name) }
                if let origin = visit.registry.upstreamOrigin(of: name) {
                    html.text(" ")
                    html.element(.span, .class("state quiet"), text: "from \(origin.name)")
                }
            }
            html.element(.td, .class("number"), text: "\(overview.summary.tags)")
            html.element(.td) { html in
                guard overview.summary.openHolds > 0 else {
                    return html.element(.span, .class("muted"), text: "none")
                }
                html.link(.holds.with([("ref", name.rawValue)])) { html in
                    html.element(.span, .class("state open"), text: "\(overview.summary.openHolds) open")
                }
            }
            html.element(.td, .class("wide")) { html in
                html.age(of: overview.lastEvent?.time, at: visit.now, never: "never")
            }
            html.element(.td, .class("wide")) { html in
                if let event = overview.lastEvent { html.foreign(event.actor) }
            }
        }
    }

    private func empty(_ query: String?, _ visit: PageVisit, _ html: inout HTMLWriter) {
        if let query {
            html.element(.p, .class("empty"), text: "No repository you may see has “\(query)” in its name.")
            return
        }
        guard visit.signIn != .signedOut else {
            return html.element(.p, .class("empty"), text: "No repository is open to everyone. Sign in to see yours.")
        }
        html.element(.div, .class("empty")) { html in
            html.element(.p, text: "Nothing was pushed yet. The first push makes a repository:")
            let host = visit.exchange.baseURL.range(ofScheme: "://").map { visit.exchange.baseURL[$0...] } ?? ""
            html.element(.pre, text: "docker tag IMAGE \(host)/team/app:1.0\ndocker push \(host)/team/app:1.0")
        }
    }
}
