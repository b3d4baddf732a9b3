// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import OCIModel
internal import Registry
internal import Storage

/// `/r/NAME/-/tags/TAG`: what a tag means and meant.
struct TagPage {
    private static let pageSize = 50

    func respond(to visit: PageVisit, _ tag: Tag, in name: RepositoryName) async throws -> Response {
        let before = visit.query["before"].flatMap { Int64($0) }
        let detail = try await visit.registry.tagSummary(tag, in: name, by: visit.caller)
        let events = try await visit.registry.history(
            of: tag,
            in: name,
            before: before,
            limit: Self.pageSize + 1,
            by: visit.caller
        )
        return visit.page(
            "\(name):\(tag)",
            section: .repositories,
            crumbs: [PageCrumb("Repositories", .repositories), PageCrumb(name.rawValue, .repository(name))]
        ) { html in
            html.element(.div, .class("titled")) { html in
                html.element(.h1) { html in
                    html.name(name)
                    html.text(":\(tag)")
                }
            }
            if let hold = detail.hold { waiting(hold, visit, &html) }
            if before == nil { TagMeaning(detail: detail, tag: tag, name: name, visit: visit).write(&html) }
            html.element(.h2, text: "History")
            TagEventList(events: Array(events.prefix(Self.pageSize)), name: name, now: visit.now).write(&html)
            let page = Link.tag(tag, in: name)
            html.pages(
                first: before == nil ? nil : page,
                next: events.count > Self.pageSize
                    ? page.with([("before", String(events[Self.pageSize - 1].index))]) : nil,
                named: "Older"
            )
        }
    }

    private func waiting(_ hold: HoldRecord, _ visit: PageVisit, _ html: inout HTMLWriter) {
        let isPending = hold.state == .pending
        html.element(.section, .class("notice open"), .aria("label", isPending ? "Pending push" : "Open hold")) {
            html in
            html.element(.p) { html in
                html.element(.span, .class("state open"), text: isPending ? "Waits for signatures" : "A change waits")
                html.text(" ")
                html.foreign(hold.offeredBy)
                html.text(" offered ")
                html.short(hold.to)
                html.text(" ")
                html.age(of: hold.offeredAt, at: visit.now)
                html.text(". ")
                html.link(.hold(hold.id), text: "Look at hold \(hold.id)")
            }
        }
    }
}
