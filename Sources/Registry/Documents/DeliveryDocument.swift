// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// The `holdfast.deliveries/1` document: messages to webhooks that did not arrive yet.
public struct DeliveryDocument {
    private let deliveries: [Delivery]
    private let retried: Int?

    /// Creates the document of a list, newest first.
    public init(_ deliveries: [Delivery]) {
        self.deliveries = deliveries
        self.retried = nil
    }

    /// Creates the document that says how many are sent again.
    public init(retried: Int) {
        self.deliveries = []
        self.retried = retried
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.deliveries/1")
            json.member("deliveries", deliveries) { json, delivery in
                let record = delivery.record
                json.member("id", record.id)
                json.member("message", record.message)
                json.member("event", record.event)
                json.member("endpoint", delivery.endpoint)
                json.member("state", record.state.rawValue)
                json.member("attempts", Int64(record.attempts))
                json.member("createdAt", record.createdAt.rfc3339)
                json.member("lastAttemptAt", record.lastAttemptAt?.rfc3339)
                json.member("nextAttemptAt", record.state == .dead ? nil : record.nextAttemptAt.rfc3339)
                json.member("failure", record.failure)
                // The facts are what the registry itself wrote; ones that do not parse are left out, not guessed.
                if let facts = try? JSONValue(parsing: record.facts) { json.member("data", value: facts) }
            }
            if let retried { json.member("retried", Int64(retried)) }
        }
        return json.bytes
    }
}
