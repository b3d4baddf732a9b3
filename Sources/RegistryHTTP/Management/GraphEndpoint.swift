// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry

/// `/api/v1/graph`: what images are built on, and what is built on them.
struct GraphEndpoint {
    let registry: Registry

    func respond(to exchange: Exchange) async throws -> Response {
        guard exchange.method == .get else { throw APIError.methodNotAllowed(exchange.method) }
        let graph = try await registry.graph(
            of: try exchange.references(),
            limit: try Paging(exchange.query, maximum: Registry.maximumGraph).limit,
            by: exchange.caller
        )
        return .document(GraphDocument(graph).json)
    }
}
