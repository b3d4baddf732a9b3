// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// `/r/NAME`: the tags of a repository.
struct RepositoryPage {
    private static let pageSize = 100
    private static let shownHolds = 10

    /// What was asked for.
    private struct Selection {
        let name: RepositoryName
        let query: String?
        let companions: CompanionListing
        let last: Tag?

        /// The page with the same choice, after a tag.
        func link(companions: CompanionListing, after last: Tag? = nil) -> Link {
            .repository(name).with([
                ("q", query), ("companions", companions == .listed ? "1" : nil), ("last", last?.rawValue),
            ])
        }
    }

    func respond(to visit: PageVisit, _ name: RepositoryName) async throws -> Response {
        let selection = Selection(
            name: name,
            query: visit.query["q"].flatMap { $0.isEmpty ? nil : $0 },
            companions: visit.query["companions"] == "1" ? .listed : .leftOut,
            // A tag that is none is no place to go on from.
            last: visit.query["last"].flatMap { try? Tag($0) }
        )
        let found = try await visit.registry.tagSummaries(
            in: name,
            matching: selection.query ?? "",
            companions: selection.companions,
            after: selection.last,
            limit: Self.pageSize + 1,
            by: visit.caller
        )
        let holds = try await visit.registry.holds(
            in: name,
            states: [.open, .pending],
            limit: Self.shownHolds + 1,
            by: visit.caller
        )
        let page = Array(found.prefix(Self.pageSize))
        return visit.page(
            name.rawValue,
            section: .repositories,
            crumbs: [PageCrumb("Repositories", .repositories)]
        ) { html in
            html.element(.div, .class("titled")) { html in
                html.element(.h1) { $0.name(name) }
                html.search(
                    .repository(name),
                    label: "Search tags",
                    query: selection.query,
                    keeping: selection.companions == .listed ? [("companions", "1")] : []
                )
            }
            if let origin = visit.registry.upstreamOrigin(of: name) { html.origin(origin) }
            waiting(holds, visit, &html)
            tags(page, selection, visit, &html)
            html.pages(
                first: selection.last == nil ? nil : selection.link(companions: selection.companions),
                next: found.count > page.count
                    ? selection.link(companions: selection.companions, after: page.last?.record.tag) : nil
            )
            companionSwitch(selection, &html)
        }
    }

    private func waiting(_ holds: [Hold], _ visit: PageVisit, _ html: inout HTMLWriter) {
        guard let repository = holds.first?.record.repository else { return }
        html.element(.section, .class("notice open"), .aria("label", "Open holds")) { html in
            for hold in holds.prefix(Self.shownHolds) {
                html.element(.p) { html in
                    html.element(.span, .class("state open"), text: "waits")
                    html.text(" ")
                    html.link(.hold(hold.record.id), text: "Hold \(hold.record.id)")
                    html.text(": a change of ")
                    html.element(.strong, text: hold.record.tag.rawValue)
                    html.text(" offered by ")
                    html.foreign(hold.record.offeredBy)
                    html.text(" ")
                    html.age(of: hold.record.offeredAt, at: visit.now)
                }
            }
            if holds.count > Self.shownHolds {
                html.element(.p) { html in
                    html.link(.holds.with([("ref", repository.rawValue)]), text: "All open holds of this repository")
                }
            }
        }
    }

    private func tags(_ page: [TagSummary], _ selection: Selection, _ visit: PageVisit, _ html: inout HTMLWriter) {
        guard !page.isEmpty else {
            let words = selection.query.map { "No tag has “\($0)” in its name." } ?? "No tag exists here now."
            return html.element(.p, .class("empty"), text: words)
        }
        html.element(.div, .class("scroll")) { html in
            html.element(.table, .class("stacked")) { html in
                html.element(.caption, .class("unseen"), text: "Tags of \(selection.name)")
                html.columns([
                    Column("Tag"), Column("Means"), Column("Size", "number"), Column("Platforms", "wide"),
                    Column("Set"), Column("Last pulled", "wide"), Column("Rule", "wide"),
                ])
                html.element(.tbody) { html in
                    for tag in page { row(tag, selection.name, visit, &html) }
                }
            }
        }
    }

    private func row(_ tag: TagSummary, _ name: RepositoryName, _ visit: PageVisit, _ html: inout HTMLWriter) {
        html.element(.tr) { html in
            html.element(.th, .scope(.row)) { html in
                html.link(.tag(tag.record.tag, in: name), text: tag.record.tag.rawValue)
                if let hold = tag.hold {
                    html.text(" ")
                    html.link(.hold(hold.id), .class("state open"), text: "hold \(hold.id)")
                } else if let check = tag.upstreamCheck, check.differs(from: tag.record.digest) {
                    html.text(" ")
                    html.element(.span, .class("state quiet"), text: "moved upstream")
                }
            }
            html.element(.td) { html in
                if let digest = tag.record.digest { html.short(digest, in: name) }
            }
            html.element(.td, .class("number"), text: tag.content.map { ByteText.text($0.size) } ?? "")
            html.element(.td, .class("wide")) { $0.platforms(of: tag.content) }
            html.element(.td, .data("column", "Set")) { html in
                html.age(of: tag.record.changedAt, at: visit.now)
                html.element(.span, .class("wide")) { html in
                    html.text(" by ")
                    html.foreign(tag.record.changedBy)
                }
            }
            html.element(.td, .class("wide")) { $0.age(of: tag.lastPulledAt, at: visit.now, never: "never") }
            html.element(.td, .class("wide"), .title(tag.rule.name), text: RuleWords(rule: tag.rule).brief)
        }
    }

    private func companionSwitch(_ selection: Selection, _ html: inout HTMLWriter) {
        html.element(.p, .class("small muted")) { html in
            switch selection.companions {
            case .leftOut:
                html.text("Tags that signers hang on digests are left out. ")
                html.link(selection.link(companions: .listed), text: "List them too")
            case .listed:
                html.link(selection.link(companions: .leftOut), text: "Leave out the tags of signers")
            }
        }
    }
}

extension HTMLWriter {
    /// Writes what a manifest is for, in few words.
    mutating func platforms(of content: ContentOverview?) {
        guard let content else { return }
        let names = content.platforms.map(\.description)
        guard !names.isEmpty else {
            return element(.span, .class("muted"), text: content.artifactType.map { Self.kind($0) } ?? "no platform")
        }
        foreign(names.prefix(2).joined(separator: ", "))
        if names.count > 2 {
            element(.span, .title(names.joined(separator: ", ")), text: " and \(names.count - 2) more")
        }
    }

    /// A kind of artifact without what all kinds begin with.
    private static func kind(_ type: String) -> String {
        String((type.hasPrefix("application/vnd.") ? type.dropFirst(16) : type[...]).prefix(48))
    }
}
