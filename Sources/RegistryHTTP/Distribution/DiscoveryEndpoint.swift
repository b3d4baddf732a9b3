// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage

/// `/v2/`, `/v2/_catalog` and `_oci/ext/discover`: end point 1 and what tells a client what is here.
struct DiscoveryEndpoint {
    let registry: Registry

    func respond(to route: Route, _ exchange: Exchange) async throws -> Response {
        guard exchange.method == .get || exchange.method == .head else {
            throw APIError.methodNotAllowed(exchange.method)
        }
        switch route {
        case .catalog: return try await catalog(exchange)
        case .extensions(let repository): return extensions(repository)
        default: return try ping(exchange)
        }
    }

    /// Clients take the challenge of this answer as the sign that credentials are wanted at all, so it asks for them
    /// even where anonymous pulls are allowed; those get an anonymous token.
    private func ping(_ exchange: Exchange) throws -> Response {
        if exchange.settings.accounts != nil, case .none = AuthorizationHeader(exchange.fields) {
            throw Challenge(baseURL: exchange.baseURL, operation: nil).error(
                "sign in, or ask the token endpoint for an anonymous token"
            )
        }
        return json { _ in }
    }

    private func catalog(_ exchange: Exchange) async throws -> Response {
        let paging = try Paging(exchange.query)
        let last = try exchange.query["last"].flatMap { $0.isEmpty ? nil : try RepositoryName($0) }
        let found = try await registry.repositories(after: last, limit: paging.limit + 1, by: exchange.caller)
        if found.isEmpty, exchange.caller.user == nil, exchange.settings.accounts != nil,
            !exchange.settings.access.admitsAnonymous
        {
            throw RegistryError(.rightMissing, "signing in is needed to list repositories")
        }
        let page = found.prefix(paging.limit)
        var response = json { $0.member("repositories", texts: page.map(\.name.rawValue)) }
        if found.count > page.count, let last = page.last {
            response.headers[.link] = Paging.link(
                "/v2/_catalog",
                [("n", String(paging.limit)), ("last", last.name.rawValue)]
            )
        }
        return response
    }

    private func extensions(_ repository: String?) -> Response {
        let scope = repository == nil ? "_oci/ext/discover" : "_oci/tag-history/{tag}"
        return json { json in
            json.member("extensions", [scope]) { json, endpoint in
                json.member("name", "_oci")
                json.member("description", "extension discovery, tag history, conditional requests on tags")
                json.member("url", "https://github.com/opencontainers/distribution-spec/tree/main/extensions")
                json.member(
                    "endpoints",
                    texts: ["_oci/ext/discover", endpoint].reduce(into: []) { list, next in
                        if !list.contains(next) { list.append(next) }
                    }
                )
            }
        }
    }

    private func json(_ members: (inout JSONWriter) -> Void) -> Response {
        var json = JSONWriter()
        json.object(members)
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
    }
}
