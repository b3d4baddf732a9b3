// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// An event of a tag's history as the API tells of it.
struct TagEventView: Equatable, Sendable {
    var index: Int64?
    var time: String?
    var tag: String?
    var event: String
    var digest: String?
    var previous: String?
    var actor: String?
    var reason: String?

    /// Reads an element of a history document; nil when it lacks what every event has.
    init?(_ value: JSONValue) {
        guard let event = value["event"]?.string else { return nil }
        self.event = event
        self.index = value["index"]?.integer
        self.time = value["time"]?.string
        self.tag = value["tag"]?.string
        self.digest = value["digest"]?.string
        self.previous = value["previous"]?.string
        self.actor = value["actor"]?.string
        self.reason = value["reason"]?.string
    }

    /// Reads all the events of a document, newest first.
    static func list(in document: ServerDocument) throws(CommandFailure) -> [TagEventView] {
        try document.list("events").compactMap { TagEventView($0) }
    }

    /// Whether the tag means something else since the event.
    var setsMeaning: Bool {
        switch event {
        case "created", "moved", "approved", "restored", "imported", "promoted", "deleted": true
        default: false
        }
    }

    /// What the tag means since the event; nil when that is nothing.
    var meaning: String? { event == "deleted" ? nil : digest }

    /// Whether the tag is one that a signer derives from a digest.
    var isAboutCompanion: Bool {
        // Losing the error is right: what is no tag is no companion tag.
        tag.flatMap { try? Tag($0) }.flatMap { CompanionTag($0) } != nil
    }

    /// Whose events a table shows.
    enum Scope {
        case tag
        case repository
    }

    /// A table with an event a line; the tag is left out where it is always the same.
    static func table(_ events: [TagEventView], of scope: Scope, style: Style, now: Int64) -> String {
        var table = Table(["INDEX", "TIME", "TAG", "EVENT", "DIGEST", "BEFORE", "BY", "REASON"])
        for event in events {
            table.add([
                Table.Cell(event.index.map { "\($0)" } ?? ""),
                Table.Cell(Age.dated(event.time, at: now) ?? ""),
                Table.Cell(scope == .tag ? "" : event.tag ?? ""),
                Table.Cell(event.event, emphasis: emphasis(of: event.event)),
                Table.Cell(event.digest.map(ShortDigest.text) ?? ""),
                Table.Cell(event.previous.map(ShortDigest.text) ?? ""),
                Table.Cell(event.actor ?? ""),
                Table.Cell(event.reason ?? ""),
            ])
        }
        return table.text(style: style)
    }

    private static func emphasis(of event: String) -> (Style, String) -> String {
        switch event {
        case "held", "pending": { $0.attention($1) }
        case "approved", "created", "restored": { $0.success($1) }
        case "rejected", "deleted": { $0.failure($1) }
        default: { $1 }
        }
    }
}
