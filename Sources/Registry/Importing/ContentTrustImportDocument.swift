// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The `holdfast.import/1` document.
public struct ContentTrustImportDocument {
    private let result: ContentTrustImportResult

    /// Creates the document of what became of an import.
    public init(_ result: ContentTrustImportResult) {
        self.result = result
    }

    /// The document as JSON.
    public var json: [UInt8] {
        let new = result.outcomes.count { $0.isNew }
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.import/1")
            json.member("repository", result.repository.rawValue)
            json.member("source", result.source.rawValue)
            json.member("expired", result.freshness == .expired)
            json.member("imported", Int64(new))
            json.member("known", Int64(result.outcomes.count - new))
            json.member("entries", result.outcomes) { json, outcome in
                let entry = outcome.entry
                json.member("tag", entry.tag.rawValue)
                json.member("digest", entry.digest.rawValue)
                json.member("size", entry.size)
                json.member("version", entry.version)
                json.member("expires", entry.expires.rfc3339)
                json.member("roles", texts: entry.roles)
                json.member("signers", texts: entry.signers)
                json.member("index", outcome.index)
                json.member("outcome", outcome.isNew ? "imported" : "known")
            }
        }
        return json.bytes
    }
}
