// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Registry
internal import Storage

extension HoldView {
    /// What tag, what state, the verdict in one line; then who, when and what.
    func heading(_ html: inout HTMLWriter) {
        html.element(.header, .class("hold-head")) { html in
            html.element(.p, .class("overline")) { html in
                html.text("Hold \(hold.id) · ")
                html.state(hold.state)
            }
            html.element(.h1) { html in
                html.link(.tag(hold.tag, in: hold.repository), .class("quiet")) { html in
                    html.name(hold.repository)
                    html.text(":")
                    html.void(.wbr)
                    html.text(hold.tag.rawValue)
                }
            }
            verdict(&html)
            outcome(&html)
            facts(&html)
            html.element(.p, .class("jump")) { $0.link(.anchor("decision"), text: "To the decision") }
        }
    }

    private func verdict(_ html: inout HTMLWriter) {
        switch review.state {
        case .pending:
            html.element(
                .p,
                .class("verdict pending"),
                text: isFirst ? "What is offered is being looked into" : "What differs is being worked out"
            )
        case .failed:
            html.element(
                .p,
                .class("verdict failed"),
                text: isFirst ? "What is offered could not be looked into" : "What differs could not be worked out"
            )
        case .ready:
            html.element(.p, .class("verdict"), text: review.summary?.headline.capitalizedStart ?? "")
            weights(&html)
        }
    }

    /// The weights as words with counts, and how many files came and went.
    private func weights(_ html: inout HTMLWriter) {
        guard let summary = review.summary, !summary.isFirst else { return }
        html.element(.p, .class("weights")) { html in
            for severity in Severity.allCases.reversed() {
                let count = summary.severities[severity] ?? 0
                if count > 0 { html.severity(severity, words: "\(count.grouped) \(severity.rawValue)") }
            }
            let files = summary.files
            let words = [
                (files.modified, "changed"), (files.added, "added"), (files.removed, "removed"),
                (files.noise, "of these known noise"),
            ].filter { $0.0 > 0 }.map { "\($0.0.grouped) \($0.1)" }
            if !words.isEmpty {
                html.element(.span, .class("muted"), text: "Files: " + words.joined(separator: ", "))
            }
        }
    }

    /// Who decided, when and why.
    private func outcome(_ html: inout HTMLWriter) {
        guard hold.state != .open, let by = hold.decidedBy else { return }
        let body = { (html: inout HTMLWriter) in
            html.element(.p) { html in
                html.element(.strong, text: hold.state.rawValue.capitalizedStart)
                html.text(" by ")
                html.foreign(by)
                if let at = hold.decidedAt {
                    html.text(" ")
                    html.age(of: at, at: visit.now)
                }
                guard let reason = hold.reason else { return }
                html.text(": ")
                html.foreign(reason)
            }
        }
        switch hold.state {
        case .approved: html.element(.div, .class("notice good"), body: body)
        case .rejected: html.element(.div, .class("notice bad"), body: body)
        default: html.element(.div, .class("notice"), body: body)
        }
    }

    private func facts(_ html: inout HTMLWriter) {
        html.element(.dl, .class("facts")) { html in
            html.fact("Pushed by") { html in
                html.element(.strong) { $0.foreign(hold.offeredBy) }
                html.text(" ")
                html.age(of: hold.offeredAt, at: visit.now)
                if let address = hold.offeredFrom { html.text(" from \(address)") }
                guard let reopenedAt = hold.reopenedAt else { return }
                html.text("; reopened ")
                html.age(of: reopenedAt, at: visit.now)
            }
            meanings(&html)
            html.fact("Held by") { $0.text(hold.rule) }
            if let needs { html.fact("Signatures") { $0.foreign(needs) } }
            deadlines(&html)
        }
    }

    private func deadlines(_ html: inout HTMLWriter) {
        if let release = review.hold.releaseAt {
            html.fact("Unless rejected") { html in
                html.text("approved by time ")
                html.age(of: release, at: visit.now)
            }
        }
        if let expiry = review.hold.expiresAt {
            html.fact("Unless decided") { html in
                html.text("closes by itself ")
                html.age(of: expiry, at: visit.now)
            }
        }
    }
}
