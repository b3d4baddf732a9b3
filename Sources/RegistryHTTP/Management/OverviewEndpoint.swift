// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry
internal import Storage

/// `/api/v1/history`, `/api/v1/repositories` and `/api/v1/rules`: what is and was there.
struct OverviewEndpoint {
    private static let pageSize = 1_000

    let registry: Registry

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        guard exchange.method == .get else { throw APIError.methodNotAllowed(exchange.method) }
        switch route {
        case .history: return try await history(exchange)
        case .rules: return try await rules(exchange)
        default: return try await repositories(exchange)
        }
    }

    private func history(_ exchange: Exchange) async throws -> Response {
        guard let reference = try exchange.reference() else { throw missingReference("REPOSITORY[:TAG]") }
        let limit = try Paging(exchange.query, maximum: Self.pageSize).limit
        let events = try await registry.history(
            of: reference.tag,
            in: reference.repository,
            before: exchange.query["before"].flatMap { Int64($0) },
            limit: limit + 1,
            by: exchange.caller
        )
        let page = Array(events.prefix(limit))
        var response = Response.document(
            HistoryDocument(repository: reference.repository, tag: reference.tag, events: page).json
        )
        if events.count > page.count, let last = page.last {
            response.headers[.link] = Paging.link(
                "/api/v1/history",
                [("ref", "\(reference)"), ("n", String(limit)), ("before", String(last.index))]
            )
        }
        return response
    }

    private func rules(_ exchange: Exchange) async throws -> Response {
        guard let reference = try exchange.reference(), let tag = reference.tag else {
            throw missingReference("REPOSITORY:TAG")
        }
        let document = try await registry.ruleDocument(of: tag, in: reference.repository, by: exchange.caller)
        return .document(document.json)
    }

    private func repositories(_ exchange: Exchange) async throws -> Response {
        let limit = try Paging(exchange.query, maximum: Self.pageSize).limit
        guard let reference = try exchange.reference() else {
            try exchange.caller.requireSignInIfNeeded()
            let last = try exchange.query["last"].map { try RepositoryName($0) }
            let found = try await registry.repositories(after: last, limit: limit + 1, by: exchange.caller)
            let page = Array(found.prefix(limit))
            let next = found.count > page.count ? page.last.map { [("last", $0.name.rawValue)] } : nil
            return linked(.document(ListDocument.repositories(page, origin: registry.upstreamOrigin).json), next, limit)
        }
        let last = try exchange.query["last"].map { try Tag($0) }
        let found = try await registry.tagOverviews(
            in: reference.repository,
            after: last,
            limit: limit + 1,
            by: exchange.caller
        )
        let page = Array(found.prefix(limit))
        let next =
            found.count > page.count
            ? page.last.map { [("ref", "\(reference.repository)"), ("last", $0.record.tag.rawValue)] } : nil
        return linked(.document(ListDocument.tags(reference.repository, page).json), next, limit)
    }

    private func linked(_ response: Response, _ next: [(String, String)]?, _ limit: Int) -> Response {
        var response = response
        if let next { response.headers[.link] = Paging.link("/api/v1/repositories", next + [("n", String(limit))]) }
        return response
    }

    private func missingReference(_ form: String) -> APIError {
        APIError(.badRequest, .nameInvalid, "say what about, with ?ref=\(form)")
    }
}
