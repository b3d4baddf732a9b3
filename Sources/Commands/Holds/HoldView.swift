// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A hold as the API tells of it.
struct HoldView: Equatable, Sendable {
    var id: Int64
    var repository: String
    var tag: String
    /// What the tag means; nil for a held first push.
    var from: String?
    /// What the tag means now; empty when it means nothing; nil where that is not told.
    var current: String?
    /// What the tag would come to mean.
    var to: String
    var state: String
    var offeredBy: String?
    var offeredAt: String?
    var reopenedAt: String?
    var decidedBy: String?
    var decidedAt: String?
    var reason: String?
    var rule: String?
    var url: String?
    var client: String?
    var expiresAt: String?
    var releaseAt: String?
    /// Where the comparison of the two stands, such as `pending`.
    var comparison: String?
    /// What it came to, in one line.
    var headline: String?
    /// The signatures that are missing, when it waits for some.
    var needs: String?

    /// Reads an element of a holds document; nil when it lacks what every hold has.
    init?(_ value: JSONValue) {
        guard let id = value["id"]?.integer, let repository = value["repository"]?.string,
            let tag = value["tag"]?.string, let to = value["to"]?.string, let state = value["state"]?.string
        else { return nil }
        self.id = id
        self.repository = repository
        self.tag = tag
        self.from = value["from"]?.string
        self.current = value["current"].map { $0.string ?? "" }
        self.to = to
        self.state = state
        self.offeredBy = value["offeredBy"]?.string
        self.offeredAt = value["offeredAt"]?.string
        self.reopenedAt = value["reopenedAt"]?.string
        self.decidedBy = value["decidedBy"]?.string
        self.decidedAt = value["decidedAt"]?.string
        self.reason = value["reason"]?.string
        self.rule = value["rule"]?.string
        self.url = value["url"]?.string
        self.client = value["client"]?.string
        self.expiresAt = value["expiresAt"]?.string
        self.releaseAt = value["releaseAt"]?.string
        self.comparison = value["comparison"]?.string
        self.headline = value["headline"]?.string
        self.needs = value["needs"]?.string
    }

    /// Reads all the holds of a document.
    static func list(in document: ServerDocument) throws(CommandFailure) -> [HoldView] {
        try document.list("holds").compactMap { HoldView($0) }
    }

    /// Reads the hold of a document that has one.
    static func only(in document: ServerDocument) throws(CommandFailure) -> HoldView {
        guard let hold = try list(in: document).first else {
            throw CommandFailure(.registry, "the server's answer tells of no hold")
        }
        return hold
    }

    /// Repository and tag.
    var name: String { "\(repository):\(tag)" }

    /// Whether somebody has yet to decide.
    var isUndecided: Bool { state == "open" || state == "pending" }
}
