// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Policy
internal import Registry

/// `/api/v1/keys`: the keys whose signatures rules may require, and the end of their time.
struct KeyEndpoint {
    /// The most bytes of a reason.
    private static let maximumReason = 4_096

    let registry: Registry

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        switch (route, exchange.method) {
        case (.keys, .get):
            return .document(try await registry.keysDocument(by: exchange.caller))
        case (.keyChange(let name, let verb), .post):
            return try await change(name, verb, exchange)
        default:
            throw APIError.methodNotAllowed(exchange.method)
        }
    }

    private func change(_ name: String, _ verb: String, _ exchange: Exchange) async throws -> Response {
        try exchange.caller.require(.admin, in: nil)
        try CrossSiteGuard.requireJSON(exchange.fields)
        let json = try await exchange.jsonBody()
        let reason = try reason(json["reason"])
        switch verb {
        case "retire":
            return .document(try await registry.retireKey(named: name, reason: reason, by: exchange.caller))
        case "revoke":
            return .document(try await registry.revokeKey(named: name, reason: reason, by: exchange.caller))
        default:
            throw APIError(.notFound, .unsupported, "a key can be retired or revoked")
        }
    }

    private func reason(_ json: JSONValue?) throws -> String? {
        switch json {
        case nil, .null?: return nil
        case .string(let text)? where text.utf8.count <= Self.maximumReason: return text.isEmpty ? nil : text
        default:
            throw APIError(.badRequest, .unsupported, "reason must be text of at most \(Self.maximumReason) bytes")
        }
    }
}
