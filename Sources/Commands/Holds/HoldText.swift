// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Holds in words.
struct HoldText {
    let style: Style
    let now: Int64

    init(_ console: Console) {
        self.init(style: console.style, now: console.now)
    }

    init(style: Style, now: Int64) {
        self.style = style
        self.now = now
    }

    /// A table with a hold a line.
    func table(_ holds: [HoldView]) -> String {
        let showsState = holds.contains { $0.state != "open" }
        var table = Table(["ID", "TAG", "NOW", "OFFERED", "STATE", "BY", "SINCE", "DECIDED BY", "REASON", "CHANGE"])
        for hold in holds {
            table.add([
                Table.Cell("\(hold.id)"),
                Table.Cell(hold.name),
                Table.Cell(hold.from.map(ShortDigest.text) ?? "-") { hold.from == nil ? $0.faint($1) : $1 },
                Table.Cell(ShortDigest.text(hold.to)),
                Table.Cell(showsState ? hold.state : "", emphasis: emphasis(of: hold.state)),
                Table.Cell(hold.offeredBy ?? ""),
                Table.Cell(Age.dated(hold.offeredAt, at: now) ?? ""),
                Table.Cell(showsState ? hold.decidedBy ?? "" : ""),
                Table.Cell(showsState ? hold.needs ?? hold.reason ?? "" : ""),
                Table.Cell(change(in: hold)),
            ])
        }
        return table.text(style: style)
    }

    /// Everything about one hold.
    func details(_ hold: HoldView) -> String {
        var fields = Fields()
        fields.add("Hold", "\(hold.id)")
        fields.add("Tag", hold.name)
        fields.add("State", hold.state)
        fields.add("Now", now(hold))
        fields.add("Offered", hold.to)
        fields.add("By", hold.offeredBy)
        fields.add("From", hold.client)
        fields.add("Since", Age.dated(hold.offeredAt, at: now))
        fields.add("Reopened", Age.dated(hold.reopenedAt, at: now))
        fields.add("Rule", hold.rule)
        fields.add("Expires", hold.isUndecided ? Age.dated(hold.expiresAt, at: now) : nil)
        fields.add("Releases", hold.isUndecided ? Age.dated(hold.releaseAt, at: now) : nil)
        fields.add("Decided", Age.dated(hold.decidedAt, at: now))
        fields.add("Decided by", hold.decidedBy)
        fields.add("Reason", hold.reason)
        fields.add("Waits", hold.needs.map { "it \($0)" })
        fields.add("See", hold.url)
        return fields.text(style: style)
    }

    /// What the tag means, and what it meant when the hold was made, if that is something else.
    private func now(_ hold: HoldView) -> String {
        guard let current = hold.current, hold.isUndecided, current != hold.from ?? "" else {
            return hold.from ?? "nothing: the tag does not exist"
        }
        let before = hold.from.map { "it last meant \($0)" } ?? "it did not exist when this was held"
        return current.isEmpty ? "nothing: the tag is deleted; \(before)" : "\(current); \(before)"
    }

    /// What became of a hold, in one line.
    func outcome(_ hold: HoldView) -> String {
        let name = VisibleText.line(hold.name)
        let offered = VisibleText.line(hold.to)
        let before = hold.from.map { VisibleText.line($0) }
        let state = VisibleText.line(hold.state)
        let sentence =
            switch hold.state {
            case "approved":
                "\(style.success(name)) now means \(offered) (\(before.map { "was \($0)" } ?? "it did not exist before"))"
            case "rejected":
                "\(name) still \(before.map { "means \($0)" } ?? "does not exist"); \(offered) is rejected"
            case "open", "pending":
                "hold \(hold.id) is \(state): \(name) may come to mean \(offered)"
            default:
                "hold \(hold.id) is \(state): \(name) does not come to mean \(offered)"
            }
        guard let reason = hold.reason, !reason.isEmpty, !hold.isUndecided else { return sentence }
        return "\(sentence) (\(VisibleText.line(reason)))"
    }

    /// What changes, as short as a table needs it.
    private func change(in hold: HoldView) -> String {
        if let headline = hold.headline {
            return headline.count > 60 ? headline.prefix(59) + "…" : headline
        }
        switch hold.comparison {
        // What is decided is compared when somebody asks for it.
        case "pending": return hold.isUndecided ? "being compared" : ""
        case "failed": return "not compared"
        default: return ""
        }
    }

    private func emphasis(of state: String) -> (Style, String) -> String {
        switch state {
        case "open", "pending": { $0.attention($1) }
        case "approved": { $0.success($1) }
        case "rejected": { $0.failure($1) }
        default: { $0.faint($1) }
        }
    }
}

/// Digests cut short for tables.
enum ShortDigest {
    /// The first digits of a digest; text that is no digest stays what it is.
    static func text(_ text: String) -> String {
        // Losing the error is right: what is no digest is shown as it is.
        (try? Digest(text))?.short ?? text
    }
}
