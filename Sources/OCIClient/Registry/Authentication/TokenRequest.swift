// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1

/// One question to a token service.
///
/// See <https://distribution.github.io/distribution/spec/auth/token/> and, for identity tokens,
/// <https://distribution.github.io/distribution/spec/auth/oauth/>.
struct TokenRequest {
    let realm: TokenRealm
    let scopes: [String]
    let registry: RegistryAddress

    /// Asks for a token: with the identity token, with the login, or as nobody.
    func perform(login: CredentialLookup, _ requester: Requester) async throws -> AccessToken {
        let answer: RegistryAnswer
        if let identity = login.identityToken {
            answer = try await requester.perform(exchange(of: identity), FixedAuthorizer(value: nil))
        } else {
            let authorizer = FixedAuthorizer(value: login.credentials?.basicAuthorization)
            answer = try await requester.perform(question(user: login.credentials?.user), authorizer)
        }
        guard answer.isSuccess else { throw refusal(answer, login: login) }
        guard let token = AccessToken(answer.bytes) else {
            throw ClientError(.malformed, "the token service \(realm.url) of \(registry) gave no token")
        }
        return token
    }

    private var purpose: String { "get a token for \(registry)" }

    private func question(user: String?) -> RegistryRequest {
        var url = realm.url
        if let service = realm.service { url = url.adding("service", service) }
        for scope in scopes { url = url.adding("scope", scope) }
        if let user { url = url.adding("account", user) }
        return RegistryRequest(
            url: url,
            headers: ["Accept": "application/json"],
            lane: .token,
            limit: AccessToken.maximumAnswer,
            purpose: purpose
        )
    }

    private func exchange(of identity: IdentityToken) -> RegistryRequest {
        var members = [
            ("grant_type", "refresh_token"), ("client_id", "holdfast"), ("scope", scopes.joined(separator: " ")),
            ("refresh_token", identity.secret),
        ]
        if let service = realm.service { members.append(("service", service)) }
        let form = members.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return RegistryRequest(
            method: .POST,
            url: realm.url,
            headers: ["Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"],
            body: .bytes(ByteBuffer(string: form)),
            lane: .token,
            limit: AccessToken.maximumAnswer,
            purpose: purpose
        )
    }

    private func refusal(_ answer: RegistryAnswer, login: CredentialLookup) -> ClientError {
        switch answer.status {
        case 400, 401, 403:
            let who = login.credentials.map { "the login of \($0.user)" } ?? "a request without a login"
            return ClientError(
                .unauthenticated,
                "could not \(purpose): its token service does not accept "
                    + (login.identityToken == nil ? who : "the identity token that is kept for it"),
                registryWords: answer.words,
                advice: LoginAdvice.text(registry: registry, notes: login.notes)
            )
        default:
            return answer.refusal(purpose: purpose, registry: realm.url.authority)
        }
    }
}
