// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// The `holdfast.holds/1` document.
public struct HoldDocument {
    private let holds: [Hold]
    private let url: (Int64) -> String?

    /// Creates the document.
    ///
    /// - Parameters:
    ///   - holds: The holds in the order they are to be listed.
    ///   - url: Gives the address at which the hold of a number can be decided; nil writes null.
    public init(_ holds: [Hold], url: @escaping (Int64) -> String?) {
        self.holds = holds
        self.url = url
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.holds/1")
            json.member("holds", holds) { json, hold in
                let record = hold.record
                json.member("id", record.id)
                json.member("repository", record.repository.rawValue)
                json.member("tag", record.tag.rawValue)
                json.member("from", record.from?.rawValue)
                json.member("to", record.to.rawValue)
                json.member("state", record.state.rawValue)
                json.member("offeredBy", record.offeredBy)
                json.member("offeredAt", record.offeredAt.rfc3339)
                json.member("decidedBy", record.decidedBy)
                json.member("decidedAt", record.decidedAt?.rfc3339)
                json.member("reason", record.reason)
                json.member("rule", record.rule)
                json.member("client", record.offeredFrom)
                json.member("expiresAt", hold.expiresAt?.rfc3339)
                json.member("releaseAt", hold.releaseAt?.rfc3339)
                json.member("url", url(record.id))
            }
        }
        return json.bytes
    }
}
