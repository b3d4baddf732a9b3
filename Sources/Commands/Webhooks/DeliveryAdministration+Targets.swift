// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Registry

extension RemoteAdministration: DeliveryAdministration {
    func deliveries(_ state: DeliveryState, limit: Int) async throws -> ServerDocument {
        try await client.document(
            ManagementRequest(
                "list the messages to webhooks",
                .get,
                "/api/v1/deliveries",
                query: ["state": state.rawValue, "n": String(limit)]
            )
        )
    }

    func retryDelivery(_ id: Int64) async throws -> ServerDocument {
        let path = "/api/v1/deliveries/\(id)/retry"
        return try await client.document(ManagementRequest("send message \(id) again", .post, path, body: .object([:])))
    }

    func retryDeadDeliveries() async throws -> ServerDocument {
        try await client.document(
            ManagementRequest(
                "send the messages again that were given up",
                .post,
                "/api/v1/deliveries/retry",
                body: .object([:]),
                patience: ManagementClient.Patience.long
            )
        )
    }
}

// Without a server nothing is sent: what is to be sent again waits for the next start.
extension LocalAdministration: DeliveryAdministration {
    func deliveries(_ state: DeliveryState, limit: Int) async throws -> ServerDocument {
        try await withRegistry { home in
            let found = try await home.registry.deliveries(in: state.stored, before: nil, limit: limit, by: .system)
            return try ServerDocument(bytes: DeliveryDocument(found).json)
        }
    }

    func retryDelivery(_ id: Int64) async throws -> ServerDocument {
        try await withRegistry { home in
            let delivery = try await home.registry.retryDelivery(id, by: .system)
            return try ServerDocument(bytes: DeliveryDocument([delivery]).json)
        }
    }

    func retryDeadDeliveries() async throws -> ServerDocument {
        try await withRegistry { home in
            let count = try await home.registry.retryDeadDeliveries(by: .system)
            return try ServerDocument(bytes: DeliveryDocument(retried: count).json)
        }
    }
}
