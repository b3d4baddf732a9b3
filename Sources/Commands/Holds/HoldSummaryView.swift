// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What the API tells of a hold besides the hold: what changes, and what happened at the same time.
struct HoldSummaryView: Sendable {
    /// Where the comparison stands, such as `pending`; nil from a server that makes none.
    let comparison: String?
    /// Why it cannot be made.
    let failure: String?
    /// What it came to.
    let summary: JSONValue?
    /// Whether the caller may see all of it.
    let hasDetails: Bool
    /// What else happened in the repository.
    let together: [JSONValue]
    /// Other tags with the same content.
    let sameContent: [JSONValue]

    /// The images that are built on what the tag means; nil where nothing is known of that.
    let affected: [JSONValue]?
    /// Whether there are more of them.
    let hasMoreAffected: Bool

    /// Reads the hold of a document that has one.
    init(_ document: ServerDocument) throws(CommandFailure) {
        let hold = try document.list("holds").first ?? .null
        self.comparison = hold["comparison"]?.string
        self.failure = hold["comparisonFailure"]?.string
        self.summary = hold["summary"].flatMap { $0 == .null ? nil : $0 }
        self.hasDetails = hold["details"] != .bool(false)
        self.together = hold["together"]?.array ?? []
        self.sameContent = hold["sameContent"]?.array ?? []
        self.affected = hold["affected"]?.array
        self.hasMoreAffected = hold["affectedTruncated"] == .bool(true)
    }

    /// Whether there will be more to see.
    var isPending: Bool { comparison == "pending" }
}
