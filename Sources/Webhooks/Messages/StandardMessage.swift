// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// The form of Standard Webhooks (<https://www.standardwebhooks.com>): type, timestamp, data.
struct StandardMessage {
    private let delivery: DeliveryRecord
    private let facts: JSONValue

    init(_ delivery: DeliveryRecord, _ facts: JSONValue) {
        self.delivery = delivery
        self.facts = facts
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("type", WebhookMessage.type(of: delivery.event))
            json.member("timestamp", delivery.createdAt.rfc3339)
            json.member("data", value: facts)
        }
        return json.bytes
    }
}
