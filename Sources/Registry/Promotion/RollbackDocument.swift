// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The `holdfast.rollback/1` document.
public struct RollbackDocument {
    private let result: RollbackResult

    /// Creates the document of what became of a rollback.
    public init(_ result: RollbackResult) {
        self.result = result
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.rollback/1")
            json.member("reference", "\(result.repository):\(result.tag)")
            json.member("digest", result.digest.rawValue)
            json.member("previous", result.previous?.rawValue)
            json.member("outcome", result.outcome.rawValue)
            json.member("index", result.index)
        }
        return json.bytes
    }
}
