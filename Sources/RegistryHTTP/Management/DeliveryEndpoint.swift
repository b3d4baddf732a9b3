// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// `/api/v1/deliveries`: messages to webhooks that did not arrive yet, and sending them again.
struct DeliveryEndpoint {
    /// The most deliveries of one answer.
    private static let pageSize = 1_000

    let registry: Registry

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        try exchange.caller.require(.admin, in: nil)
        switch (route, exchange.method) {
        case (.deliveries, .get): return try await list(exchange)
        case (.deadDeliveries, .post):
            try CrossSiteGuard.requireJSON(exchange.fields)
            _ = try await exchange.jsonBody()
            let count = try await registry.retryDeadDeliveries(by: exchange.caller)
            return .document(DeliveryDocument(retried: count).json)
        case (.delivery(let text), .post):
            try CrossSiteGuard.requireJSON(exchange.fields)
            _ = try await exchange.jsonBody()
            guard let id = Int64(text), id > 0 else {
                throw APIError(
                    .notFound,
                    .nameUnknown,
                    "there is no delivery \"\(text.prefix(40))\"; they are numbered from 1"
                )
            }
            return .document(DeliveryDocument([try await registry.retryDelivery(id, by: exchange.caller)]).json)
        default: throw APIError.methodNotAllowed(exchange.method)
        }
    }

    private func list(_ exchange: Exchange) async throws -> Response {
        let limit = try Paging(exchange.query, maximum: Self.pageSize).limit
        let deliveries = try await registry.deliveries(
            in: try state(exchange.query["state"]),
            before: exchange.query["before"].flatMap { Int64($0) },
            limit: limit + 1,
            by: exchange.caller
        )
        let page = Array(deliveries.prefix(limit))
        var response = Response.document(DeliveryDocument(page).json)
        if deliveries.count > page.count, let last = page.last {
            let selection = exchange.query["state"].map { [("state", $0)] } ?? []
            response.headers[.link] = Paging.link(
                "/api/v1/deliveries",
                selection + [("n", String(limit)), ("before", String(last.record.id))]
            )
        }
        return response
    }

    private func state(_ text: String?) throws -> DeliveryRecord.State? {
        switch text {
        case nil, "all"?: return nil
        case let text?:
            guard let state = DeliveryRecord.State(rawValue: text) else {
                throw APIError(.badRequest, .unsupported, "state must be waiting, dead or all")
            }
            return state
        }
    }
}
