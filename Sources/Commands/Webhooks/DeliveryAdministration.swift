// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Storage

/// Which messages a list is about.
enum DeliveryState: String, CaseIterable, Sendable {
    case waiting
    case dead
    case all

    /// The state by which the store knows them; nil for any.
    var stored: DeliveryRecord.State? {
        switch self {
        case .waiting: .waiting
        case .dead: .dead
        case .all: nil
        }
    }

    /// What is said when there are none.
    var absence: String {
        switch self {
        case .waiting: "No messages to webhooks wait."
        case .dead: "No messages to webhooks were given up."
        case .all: "No messages to webhooks wait, and none were given up."
        }
    }
}

/// The messages of a registry that did not reach its webhooks.
protocol DeliveryAdministration {
    /// The messages that did not arrive yet, newest first.
    func deliveries(_ state: DeliveryState, limit: Int) async throws -> ServerDocument

    /// Sends a message again.
    func retryDelivery(_ id: Int64) async throws -> ServerDocument

    /// Sends all messages again that were given up.
    func retryDeadDeliveries() async throws -> ServerDocument
}

extension AdministrationTarget {
    /// The messages to webhooks.
    func deliveries() throws(CommandFailure) -> any DeliveryAdministration {
        switch self {
        case .remote(let remote): return remote
        case .local(let local):
            try local.requireDirectory()
            return local
        }
    }
}
