// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOPosix
internal import OCIModel
internal import Registry

/// Hands a request to the handler of its route.
struct Endpoints: Sendable {
    let registry: Registry
    let authenticator: Authenticator
    let pool: NIOThreadPool
    let metrics: RequestMetrics

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        switch route {
        case .manifest(let repository, let reference):
            return try await ManifestEndpoint(registry: registry).respond(to: exchange, try name(repository), reference)
        case .blob(let repository, let digest):
            return try await BlobEndpoint(registry: registry).respond(to: exchange, try name(repository), digest)
        case .uploads(let repository):
            return try await UploadEndpoint(registry: registry).start(exchange, try name(repository))
        case .upload(let repository, let id):
            return try await UploadEndpoint(registry: registry).respond(to: exchange, try name(repository), id)
        case .tags(let repository):
            return try await TagEndpoint(registry: registry).list(exchange, try name(repository))
        case .tagHistory(let repository, let tag):
            return try await TagHistoryEndpoint(registry: registry).respond(to: exchange, try name(repository), tag)
        case .referrers(let repository, let digest):
            return try await ReferrerEndpoint(registry: registry).respond(to: exchange, try name(repository), digest)
        case .log(let repository, let path):
            return try await LogEndpoint(registry: registry).respond(to: exchange, try name(repository), path)
        case .ping, .catalog, .extensions:
            return try await DiscoveryEndpoint(registry: registry).respond(to: route, exchange)
        case .accessToken:
            return try await TokenEndpoint(authenticator: authenticator).respond(to: exchange)
        case .holds, .hold, .decision, .holdPage:
            return try await HoldEndpoint(registry: registry).respond(to: route, exchange)
        case .history, .repositories, .rules:
            return try await OverviewEndpoint(registry: registry).respond(to: route, exchange)
        case .keys, .keyChange:
            return try await KeyEndpoint(registry: registry).respond(to: route, exchange)
        case .trust:
            return try await TrustEndpoint(registry: registry).respond(to: exchange)
        case .graph:
            return try await GraphEndpoint(registry: registry).respond(to: exchange)
        case .affected:
            return try await AffectedEndpoint(registry: registry).respond(to: exchange)
        case .base:
            return try await BaseEndpoint(registry: registry).respond(to: exchange)
        case .promote, .rollback:
            return try await PromotionEndpoint(registry: registry).respond(to: route, exchange)
        case .importDCT:
            return try await ImportEndpoint(registry: registry).respond(to: exchange)
        case .warm:
            return try await WarmEndpoint(registry: registry).respond(to: exchange)
        case .garbageCollection, .scrub, .backup:
            return try await UpkeepEndpoint(registry: registry, pool: pool).respond(to: route, exchange)
        case .deliveries, .deadDeliveries, .delivery:
            return try await DeliveryEndpoint(registry: registry).respond(to: route, exchange)
        case .users, .user, .tokens, .token:
            return try await AccountEndpoint(registry: registry, pool: pool).respond(to: route, exchange)
        case .health, .readiness, .metrics, .front:
            return try await StatusEndpoint(registry: registry, metrics: metrics).respond(to: route, exchange)
        case .page, .unknown:
            throw APIError(.notFound, .unsupported, "there is nothing at this path")
        }
    }

    private func name(_ text: String) throws -> RepositoryName {
        do throws(NameError) {
            return try RepositoryName(text)
        } catch {
            throw APIError(.badRequest, .nameInvalid, "the repository name is not valid: \(error)")
        }
    }
}

extension APIError {
    static func methodNotAllowed(_ method: HTTPRequest.Method) -> APIError {
        APIError(.methodNotAllowed, .unsupported, "\(method.rawValue) is not possible here")
    }
}
