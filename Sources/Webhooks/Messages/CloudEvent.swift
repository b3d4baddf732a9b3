// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// CloudEvents 1.0 in structured mode (<https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>).
struct CloudEvent {
    private let delivery: DeliveryRecord
    private let facts: JSONValue
    private let source: String

    init(_ delivery: DeliveryRecord, _ facts: JSONValue, source: String) {
        self.delivery = delivery
        self.facts = facts
        self.source = source
    }

    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", delivery.message)
            json.member("source", source)
            json.member("type", "holdfast.\(WebhookMessage.type(of: delivery.event))")
            if let subject { json.member("subject", subject) }
            json.member("time", delivery.createdAt.rfc3339)
            json.member("datacontenttype", "application/json")
            json.member("data", value: facts)
        }
        return json.bytes
    }

    private var subject: String? {
        guard let repository = facts["repository"]?.string, let tag = facts["tag"]?.string else {
            return facts["digest"]?.string
        }
        return "\(repository):\(tag)"
    }
}
