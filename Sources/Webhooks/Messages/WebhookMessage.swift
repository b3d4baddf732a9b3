// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// A message in the form that an endpoint reads.
struct WebhookMessage: Equatable {
    let contentType: String
    let body: [UInt8]

    /// Writes a message; the same each time, so that every attempt sends the same bytes.
    ///
    /// - Parameters:
    ///   - delivery: What happened.
    ///   - format: The form.
    ///   - source: What the registry calls itself in CloudEvents.
    /// - Throws: ``JSONError`` when the facts are not those that the registry wrote.
    init(_ delivery: DeliveryRecord, as format: Webhook.Format, source: String) throws {
        let facts = try JSONValue(parsing: delivery.facts)
        switch format {
        case .json:
            self.contentType = "application/json"
            self.body = StandardMessage(delivery, facts).json
        case .cloudevents:
            self.contentType = "application/cloudevents+json; charset=utf-8"
            self.body = CloudEvent(delivery, facts, source: source).json
        case .slack:
            self.contentType = "application/json"
            self.body = SlackMessage(delivery, facts).json
        }
    }

    /// The type of an event as receivers know it, such as `tag.held`.
    static func type(of event: String) -> String {
        event == Webhook.Event.corrupt.rawValue ? "content.corrupt" : "tag.\(event)"
    }
}
