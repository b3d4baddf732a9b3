// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import OCIModel
internal import Policy
internal import Registry

/// `/api/v1/token`: the Docker token flow, which exchanges a password for a short-lived token.
///
/// What is asked for is intersected with what the user may do; asking for more is never an error.
/// See <https://distribution.github.io/distribution/spec/auth/token/>.
struct TokenEndpoint {
    let authenticator: Authenticator

    func respond(to exchange: Exchange) async throws -> Response {
        // A token must be earned with a password or robot's token each time; one that begets the next would never expire.
        if case .bearer = AuthorizationHeader(exchange.fields), exchange.settings.accounts != nil {
            throw Challenge(baseURL: exchange.baseURL, operation: nil).error(
                "a token is not exchanged for a token; sign in"
            )
        }
        switch exchange.method {
        case .get: return try await grant(exchange.query.all("scope"), to: exchange.caller, exchange)
        case .post: return try await post(exchange)
        default: throw APIError.methodNotAllowed(exchange.method)
        }
    }

    /// The OAuth2 form of the flow; refresh tokens are not issued, so only passwords are taken.
    private func post(_ exchange: Exchange) async throws -> Response {
        let body = try await exchange.body(upTo: 64 << 10, "the form")
        let form = Query(String(buffer: body))
        guard form["grant_type"] == "password", let user = form["username"], let password = form["password"] else {
            throw APIError(
                .badRequest,
                .unsupported,
                "only grant_type=password with username and password is supported"
            )
        }
        let (name, grants) = try await authenticator.verify(
            user,
            password,
            settings: exchange.settings,
            address: exchange.caller.address,
            challenge: Challenge(baseURL: exchange.baseURL, operation: nil)
        )
        let caller = Caller(
            user: exchange.settings.accounts == nil ? nil : name,
            address: exchange.caller.address,
            access: exchange.settings.access,
            grants: grants
        )
        let scopes = form.all("scope").flatMap { $0.split(separator: " ").map(String.init) }
        return try await grant(scopes, to: caller, exchange)
    }

    private func grant(_ scopes: [String], to caller: Caller, _ exchange: Exchange) async throws -> Response {
        var wanted = scopes.prefix(50).compactMap { TokenScope($0) }
        for scope in wanted {
            // docker asks for the name as it was typed, which may be an upstream's own.
            guard case .repository(let name) = scope.resource,
                let local = authenticator.registry.upstreamName(meantBy: name)
            else { continue }
            wanted.append(TokenScope(.repository(local), scope.rights))
        }
        let granted = wanted.compactMap { scope -> TokenScope? in
            switch scope.resource {
            case .catalog:
                // A listing is not narrowed to repositories, so only who is not narrowed gets it.
                return caller.isNarrowed ? nil : scope
            case .repository(let name):
                let rights = scope.rights.intersection(caller.rights(in: name))
                guard !rights.isEmpty else { return nil }
                var granted = TokenScope(scope.resource, rights)
                granted.readsHeld = rights.contains(.pull) && caller.mayReadHeld(in: name)
                return granted
            }
        }
        let challenge = Challenge(baseURL: exchange.baseURL, operation: nil)
        let (token, issuedAt) = try await authenticator.sign(caller.user, service: challenge.service, scopes: granted)
        var json = JSONWriter()
        json.object { json in
            json.member("token", token)
            json.member("access_token", token)
            json.member("expires_in", AccessToken.lifetime.components.seconds)
            json.member("issued_at", issuedAt.rfc3339)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes))
        )
    }
}
