// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import OCIModel
internal import Registry

/// `/api/v1/base`: what images are built on, and whether that moved.
struct BaseEndpoint {
    let registry: Registry

    func respond(to exchange: Exchange) async throws -> Response {
        guard exchange.method == .get else { throw APIError.methodNotAllowed(exchange.method) }
        let reference = try exchange.reference()
        if let reference, reference.tag == nil, reference.digest == nil {
            throw APIError(
                .badRequest,
                .nameInvalid,
                "say which image, with ?ref=REPOSITORY:TAG or ?ref=REPOSITORY@DIGEST, or leave ref away for all"
            )
        }
        let limit = try Paging(exchange.query, maximum: Registry.maximumBases).limit
        let report = try await registry.bases(
            of: reference,
            after: try position(exchange.query["last"]),
            hosts: [exchange.request.head.authority].compactMap { $0 },
            limit: limit,
            by: exchange.caller
        )
        var response = Response.document(BaseDocument(report).json)
        if let next = report.next {
            response.headers[.link] = Paging.link(
                "/api/v1/base",
                [("last", "\(next.repository):\(next.tag)"), ("n", String(limit))]
            )
        }
        return response
    }

    /// The tag after which a page begins.
    private func position(_ text: String?) throws -> BaseReport.Position? {
        guard let text, !text.isEmpty else { return nil }
        // The name is one of this registry, whose first part may look like a host.
        guard let colon = text.lastIndex(of: ":"), let repository = try? RepositoryName(text[..<colon]),
            let tag = try? Tag(text[text.index(after: colon)...])
        else { throw APIError(.badRequest, .nameInvalid, "last is not REPOSITORY:TAG") }
        return BaseReport.Position(repository: repository, tag: tag)
    }
}
