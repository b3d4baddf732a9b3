// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What became of the base of an image, as its registry tells.
struct BaseStanding: Equatable, Sendable {
    /// The state, in the registry's word: `current`, `moved`, `shrunk`, `metadata-only` or `unknown`.
    let status: String
    /// The base, as it was named when the image was built.
    let base: String?
    /// Since when it is so.
    let since: String?

    /// Reads the document `holdfast.base/1`; of several platforms the one counts whose base is no longer what it was.
    init?(_ document: JSONValue) {
        let images = (document["images"]?.array ?? []).filter { $0["status"]?.string != nil }
        guard let image = images.first(where: Self.hasMoved) ?? images.first, let status = image["status"]?.string
        else { return nil }
        self.status = status
        self.base = image["base"]?.string
        self.since = image["since"]?.string
    }

    private static func hasMoved(_ image: JSONValue) -> Bool {
        !["current", "unknown"].contains(image["status"]?.string ?? "unknown")
    }

    /// The state for people, such as `base moved 3 d ago`; nil when there is nothing to say.
    func text(at now: Int64) -> String? {
        guard !["current", "unknown"].contains(status) else { return nil }
        let words = status == "metadata-only" ? "base changed in its settings" : "base \(status)"
        guard let moment = since.flatMap({ Timestamp($0) }) else { return words }
        return "\(words) \(Age.text(of: moment, at: now))"
    }
}
