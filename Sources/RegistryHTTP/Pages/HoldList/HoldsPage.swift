// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import OCIModel
internal import Registry
internal import Storage

/// `/holds`: the decisions that wait, or all there were.
struct HoldsPage {
    private static let pageSize = 50

    /// Which holds are listed.
    private struct Selection {
        let isAll: Bool
        let repository: RepositoryName?

        func link(isAll: Bool, before: Int64? = nil) -> Link {
            .holds.with([
                ("state", isAll ? "all" : nil), ("ref", repository?.rawValue), ("before", before.map { String($0) }),
            ])
        }
    }

    func respond(to visit: PageVisit) async throws -> Response {
        let selection = Selection(
            isAll: visit.query["state"] == "all",
            repository: try visit.query["ref"].flatMap { $0.isEmpty ? nil : try visit.repository($0) }
        )
        let before = visit.query["before"].flatMap { Int64($0) }
        let found = try await visit.registry.holds(
            in: selection.repository,
            states: selection.isAll ? Set(HoldRecord.State.allCases) : [.open, .pending],
            before: before,
            limit: Self.pageSize + 1,
            by: visit.caller
        )
        if found.isEmpty, visit.mustSignIn { return visit.redirect(to: .signIn(next: visit.address)) }
        let page = Array(found.prefix(Self.pageSize))
        let briefs = try await visit.registry.comparisonBriefs(of: page)
        let needs = try await visit.registry.missingSignatures(of: page)
        return visit.page("Holds", section: .holds) { html in
            html.element(.div, .class("titled")) { html in
                html.element(.h1) { html in
                    html.text("Holds")
                    if let repository = selection.repository { html.text(" of \(repository)") }
                }
                html.navigation(.aria("label", "Which holds"), .class("switch")) { html in
                    choice("Open", selection, isAll: false, &html)
                    choice("All", selection, isAll: true, &html)
                }
            }
            guard !page.isEmpty else { return empty(selection, &html) }
            html.element(.ul, .class("decisions")) { html in
                for hold in page {
                    html.element(.li) { item(hold, briefs[hold.record.id], needs[hold.record.id], visit, &$0) }
                }
            }
            html.pages(
                first: before == nil ? nil : selection.link(isAll: selection.isAll),
                next: found.count > page.count
                    ? selection.link(isAll: selection.isAll, before: page.last?.record.id) : nil,
                named: "Older"
            )
        }
    }

    private func choice(_ title: String, _ selection: Selection, isAll: Bool, _ html: inout HTMLWriter) {
        let link = selection.link(isAll: isAll)
        if selection.isAll == isAll {
            html.link(link, .aria("current", "page"), text: title)
        } else {
            html.link(link, text: title)
        }
    }

    private func item(
        _ hold: Hold,
        _ brief: ComparisonBrief?,
        _ needs: String?,
        _ visit: PageVisit,
        _ html: inout HTMLWriter
    ) {
        let record = hold.record
        html.element(.h2) { html in
            html.link(.hold(record.id)) { html in
                html.name(record.repository)
                html.text(":\(record.tag)")
            }
        }
        html.element(.p, .class("headline")) { html in
            switch (brief?.headline, brief?.state) {
            case (let headline?, _): html.foreign(headline)
            case (nil, .failed(let reason)?):
                html.foreign("Could not be \(record.from == nil ? "looked into" : "compared"): \(reason)")
            case (nil, _):
                let words = record.from == nil ? "Being looked into" : "Being compared"
                html.element(.span, .class("muted"), text: words)
            }
        }
        if let needs {
            html.element(.p) { html in
                html.text("Waits for signatures: ")
                html.foreign(needs)
            }
        }
        html.element(.p, .class("small muted")) { html in
            html.element(.span, .class(Self.look(of: record.state)), text: record.state.rawValue)
            html.text(" · hold \(record.id) · offered by ")
            html.foreign(record.offeredBy)
            html.text(" ")
            html.age(of: record.offeredAt, at: visit.now)
            if let reopenedAt = record.reopenedAt {
                html.text(" · reopened ")
                html.age(of: reopenedAt, at: visit.now)
            }
            guard let decidedBy = record.decidedBy else { return }
            html.text(" · decided by ")
            html.foreign(decidedBy)
            html.text(" ")
            if let decidedAt = record.decidedAt { html.age(of: decidedAt, at: visit.now) }
        }
    }

    private func empty(_ selection: Selection, _ html: inout HTMLWriter) {
        html.element(.p, .class("empty")) { html in
            html.text(selection.isAll ? "No change was ever held here." : "Nothing waits for a decision.")
            guard !selection.isAll else { return }
            html.text(" ")
            html.link(selection.link(isAll: true), text: "Look at what was decided")
        }
    }

    private static func look(of state: HoldRecord.State) -> StaticString {
        switch state {
        case .open, .pending: "state open"
        case .approved: "state good"
        case .rejected: "state bad"
        case .superseded, .expired: "state quiet"
        }
    }
}
