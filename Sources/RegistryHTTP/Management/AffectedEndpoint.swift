// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry

/// `/api/v1/affected`: the images that are built on one.
struct AffectedEndpoint {
    let registry: Registry

    func respond(to exchange: Exchange) async throws -> Response {
        guard exchange.method == .get else { throw APIError.methodNotAllowed(exchange.method) }
        guard let reference = try exchange.reference(), reference.tag != nil || reference.digest != nil else {
            throw APIError(
                .badRequest,
                .nameInvalid,
                "say what about, with ?ref=REPOSITORY:TAG or ?ref=REPOSITORY@DIGEST"
            )
        }
        let affected = try await registry.affected(
            by: reference,
            tags: try tags(exchange.query),
            limit: try Paging(exchange.query, maximum: Registry.maximumGraph).limit,
            by: exchange.caller
        )
        return .document(AffectedDocument(affected).json)
    }

    private func tags(_ query: Query) throws -> AffectedImages.Tags {
        switch query["ever"] {
        case nil, "", "0", "false": return .current
        case "1", "true": return .ever
        default: throw APIError(.badRequest, .unsupported, "ever is 1 or 0")
        }
    }
}
