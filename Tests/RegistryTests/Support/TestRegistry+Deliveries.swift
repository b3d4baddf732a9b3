// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage

extension Subscription {
    /// Wants everything, under a name of its own.
    static func all(_ name: String) -> Subscription {
        Subscription(endpoint: name, shownAs: "https://\(name).example", events: Set(Webhook.Event.allCases))
    }
}

extension TestRegistry {
    /// Puts rules and those who are told in force.
    func tell(
        _ subscriptions: [Subscription],
        publicURL: String? = nil,
        capacity: Int = Announcements.standardCapacity,
        under rules: [Rule] = []
    ) {
        registry.replacePolicy(
            Registry.LivePolicy(
                rules: RuleSet(rules),
                approvals: .anyApprover,
                announcements: Announcements(subscriptions: subscriptions, publicURL: publicURL, capacity: capacity)
            )
        )
    }

    /// All messages that did not arrive, oldest first.
    func deliveries() async throws -> [DeliveryRecord] {
        try await metadata.read { try $0.deliveries(in: nil, before: nil, limit: .max) }.reversed()
    }

    /// The events of these messages, oldest first.
    func told() async throws -> [String] { try await deliveries().map(\.event) }

    /// What the newest message says.
    func facts() async throws -> JSONValue {
        try JSONValue(parsing: try await deliveries().last?.facts ?? [])
    }
}
