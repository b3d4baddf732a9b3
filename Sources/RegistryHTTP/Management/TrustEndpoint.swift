// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry

/// `/api/v1/trust`: whose signatures a tag needs, and the keys to check them with.
struct TrustEndpoint {
    let registry: Registry

    func respond(to exchange: Exchange) async throws -> Response {
        guard exchange.method == .get else { throw APIError.methodNotAllowed(exchange.method) }
        guard let reference = try exchange.reference() else {
            throw APIError(.badRequest, .nameInvalid, "say what about, with ?ref=REPOSITORY[:TAG]")
        }
        return .document(
            try await registry.trustDocument(of: reference.repository, tag: reference.tag, by: exchange.caller)
        )
    }
}
