// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry

/// `/healthz`, `/readyz`, `/metrics` and `/`.
struct StatusEndpoint {
    let registry: Registry
    let metrics: RequestMetrics

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
        switch route {
        case .health:
            return .text("ok\n")
        case .readiness:
            try await registry.checkReadiness()
            return .text("ready\n")
        case .metrics:
            let gauges = try await registry.gauges()
            return .text(metrics.exposition(gauges), type: "text/plain; version=0.0.4; charset=utf-8")
        default:
            return .text(
                """
                Holdfast, a container registry whose tags hold.

                Pull and push:   \(exchange.baseURL)/v2/
                Open decisions:  holdfast holds --server \(exchange.baseURL)

                """
            )
        }
    }
}
