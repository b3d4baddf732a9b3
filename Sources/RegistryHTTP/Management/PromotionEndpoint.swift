// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry

/// `/api/v1/promote` and `/api/v1/rollback`: tags that come to mean what other tags mean, or what they meant before.
struct PromotionEndpoint {
    let registry: Registry

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        guard exchange.method == .post else { throw APIError.methodNotAllowed(exchange.method) }
        try CrossSiteGuard.requireJSON(exchange.fields)
        let json = try await exchange.jsonBody()
        switch route {
        case .promote: return try await promote(json, exchange)
        default: return try await rollBack(json, exchange)
        }
    }

    private func promote(_ json: JSONValue, _ exchange: Exchange) async throws -> Response {
        let promotion = Promotion(
            from: try Self.reference(json["from"], "from"),
            to: try Self.reference(json["to"], "to"),
            reason: try Self.text(json["reason"], "reason"),
            mode: try Self.mode(json["dryRun"])
        )
        let result = try await registry.promote(promotion, by: exchange.caller)
        let document = PromotionDocument(result, mode: promotion.mode, url: result.hold.map(exchange.holdURL))
        return .document(document.json, status: result.outcome == .held ? .accepted : .ok)
    }

    private func rollBack(_ json: JSONValue, _ exchange: Exchange) async throws -> Response {
        let reference = try Self.reference(json["ref"], "ref")
        guard let tag = reference.tag, reference.digest == nil else {
            throw APIError(.badRequest, .nameInvalid, "ref must be REPOSITORY:TAG")
        }
        let rollback = Rollback(
            tag,
            in: reference.repository,
            to: try Self.goal(json),
            reason: try Self.text(json["reason"], "reason")
        )
        let result = try await registry.rollBack(rollback, by: exchange.caller)
        return .document(RollbackDocument(result).json)
    }
}

// MARK: What the body says

extension PromotionEndpoint {
    /// A reference to something here: what looks like a host is the beginning of a repository's name.
    private static func reference(_ json: JSONValue?, _ name: String) throws -> Reference {
        guard let text = try text(json, name) else {
            throw APIError(.badRequest, .nameInvalid, "\(name) is missing; it is REPOSITORY:TAG")
        }
        do {
            var reference = try Reference(text)
            if let host = reference.host {
                reference.repository = try RepositoryName("\(host)/\(reference.repository)")
                reference.host = nil
            }
            return reference
        } catch {
            throw APIError(.badRequest, .nameInvalid, "\(name) is not REPOSITORY:TAG: \(error)")
        }
    }

    private static func goal(_ json: JSONValue) throws -> Rollback.Goal {
        switch (try text(json["to"], "to"), try text(json["asOf"], "asOf")) {
        case ("previous"?, nil): return .previous
        case (let text?, nil): return .digest(try Digest(text))
        case (nil, let text?):
            guard let moment = Timestamp(text) else {
                throw APIError(.badRequest, .unsupported, "asOf must be a moment such as 2026-11-20T12:00:00Z")
            }
            return .asOf(moment)
        default:
            throw APIError(
                .badRequest,
                .unsupported,
                "say what to go back to: either to, a digest or previous, or asOf"
            )
        }
    }

    private static func mode(_ json: JSONValue?) throws -> Promotion.Mode {
        switch json {
        case nil, .null?, .bool(false)?: .carryOut
        case .bool(true)?: .rehearse
        default: throw APIError(.badRequest, .unsupported, "dryRun must be true or false")
        }
    }

    private static func text(_ json: JSONValue?, _ name: String) throws -> String? {
        switch json {
        case nil, .null?: return nil
        case .string(let text)?: return text
        default: throw APIError(.badRequest, .unsupported, "\(name) must be text")
        }
    }
}
