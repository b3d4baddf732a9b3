// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// What happened to a tag, newest first.
struct TagEventList {
    let events: [EventRecord]
    let name: RepositoryName
    let now: Timestamp

    func write(_ html: inout HTMLWriter) {
        guard !events.isEmpty else {
            return html.element(.p, .class("empty"), text: "Nothing happened before that.")
        }
        html.element(.ol, .class("events")) { html in
            for event in events { html.element(.li) { item(event, &$0) } }
        }
    }

    private func item(_ event: EventRecord, _ html: inout HTMLWriter) {
        html.element(.span, .class(Self.look(of: event.kind)), text: event.kind.rawValue)
        html.element(.div, .class("what")) { html in
            sentence(event, &html)
            if let reason = event.reason, event.kind != .held {
                html.element(.p, .class("muted")) { html in
                    html.text("“")
                    html.foreign(reason)
                    html.text("”")
                }
            }
        }
        html.element(.span, .class("when small")) { $0.age(of: event.time, at: now) }
    }

    private func sentence(_ event: EventRecord, _ html: inout HTMLWriter) {
        html.element(.strong) { $0.foreign(event.actor) }
        let hold = event.hold.map { "hold \($0)" } ?? "a change"
        switch event.kind {
        case .created: html.text(" set it to ")
        case .moved: html.text(" moved it to ")
        case .deleted: html.text(" deleted it; it meant ")
        case .held: html.text(" offered ")
        case .approved, .rejected, .superseded, .expired:
            html.text(" \(Self.verb(event.kind)) ")
            if let number = event.hold { html.link(.hold(number), text: hold) } else { html.text(hold) }
            html.text(event.kind == .approved ? ", so it means " : ", which offered ")
        case .restored: html.text(" restored it to ")
        case .observed: html.text(" found it to mean ")
        case .promoted: html.text(" promoted it to ")
        case .imported: html.text(" imported that it meant ")
        case .pending: html.text(" pushed without the signatures it needs ")
        case .signed: html.text(" brought a signature of ")
        case .keyAdded, .keyRetired, .keyRevoked, .policySet: html.text(" \(Self.verb(event.kind))")
        }
        if let digest = event.digest { html.short(digest, in: name) }
        if let previous = event.previous, event.kind.setsTag {
            html.text(" instead of ")
            html.short(previous, in: name)
        }
        if event.kind == .held, let number = event.hold {
            html.text(", which waits as ")
            html.link(.hold(number), text: hold)
            // What the history has for a reason here is the rule.
            if let rule = event.reason {
                html.text(" by ")
                html.foreign(rule)
            }
        }
        if event.kind == .pending, let number = event.hold {
            html.text(", which waits for them as ")
            html.link(.hold(number), text: hold)
        }
    }

    private static func verb(_ kind: EventRecord.Kind) -> String {
        switch kind {
        case .superseded: "offered something newer and superseded"
        case .expired: "closed, as nobody decided,"
        case .keyAdded: "let the signatures of a key count"
        case .keyRetired: "retired a key"
        case .keyRevoked: "revoked a key"
        case .policySet: "set which signatures are required"
        default: kind.rawValue
        }
    }

    private static func look(of kind: EventRecord.Kind) -> StaticString {
        switch kind {
        case .held, .pending: "state open"
        case .approved, .signed: "state good"
        case .rejected, .deleted, .keyRevoked: "state bad"
        case .created, .moved, .restored, .promoted, .observed, .imported, .superseded, .expired, .keyAdded,
            .keyRetired,
            .policySet:
            "state quiet"
        }
    }
}
