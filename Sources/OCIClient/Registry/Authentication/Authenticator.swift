// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds the `Authorization` of requests: from what a registry asked for before, or from its challenge.
final class Authenticator: Sendable {
    private let logins: LoginBook
    private let requester: Requester
    private let turnstile: Turnstile
    private let clock: RequestClock
    private let cache = TokenCache()

    init(logins: LoginBook, requester: Requester, turnstile: Turnstile, clock: RequestClock) {
        self.logins = logins
        self.requester = requester
        self.turnstile = turnstile
        self.clock = clock
    }

    /// The header for a request before it is sent; nil while nothing is known of the registry.
    func authorization(for access: RegistryAccess) async throws -> String? {
        switch cache.method(of: access.address) {
        case nil: return nil
        case .basic: return try await logins.lookUp(access).credentials?.basicAuthorization
        case .token(let realm): return try await token(for: access, realm: realm, scopes: access.scopes.map(\.text))
        }
    }

    /// The header that answers challenges; nil when what was sent is all there is.
    func authorization(
        for access: RegistryAccess,
        challenges: [Challenge],
        after refused: String?
    ) async throws -> String? {
        if let challenge = challenges.first(where: { $0.scheme == "bearer" }) {
            let realm = try TokenRealm(challenge, of: access.address)
            cache.remember(.token(realm), of: access.address)
            if let refused { cache.forget(refused, for: TokenCache.Key(access: access, realm: realm)) }
            let scopes = Self.scopes(of: access, challenge: challenge)
            let answer = try await token(for: access, realm: realm, scopes: scopes)
            return answer == refused ? nil : answer
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else { return nil }
        cache.remember(.basic, of: access.address)
        let answer = try await logins.lookUp(access).credentials?.basicAuthorization
        return answer == refused ? nil : answer
    }

    /// The login that requests with this access use, and what was passed over in the search.
    func login(for access: RegistryAccess) async throws -> CredentialLookup {
        try await logins.lookUp(access)
    }

    /// The scopes that are needed and those the registry names, each once.
    ///
    /// Some registries name scopes that nobody could know; a foreign list is bounded.
    private static func scopes(of access: RegistryAccess, challenge: Challenge) -> [String] {
        var scopes = access.scopes.map(\.text)
        let named = challenge.parameters["scope"]?.split(separator: " ").prefix(16) ?? []
        for scope in named where !scopes.contains(String(scope)) { scopes.append(String(scope)) }
        return scopes
    }
}

// MARK: Tokens

extension Authenticator {
    private func token(for access: RegistryAccess, realm: TokenRealm, scopes: [String]) async throws -> String {
        let key = TokenCache.Key(access: access, realm: realm)
        if let token = cache.token(key, at: clock.uptime()) { return token.authorization }
        // Whoever comes second for the same token waits for the first and takes what that one got.
        let pass = try await turnstile.enter("token \(access.scopes.map(\.text)) \(realm.url.text)", limit: 1)
        defer { pass.leave() }
        if let token = cache.token(key, at: clock.uptime()) { return token.authorization }
        let request = TokenRequest(realm: realm, scopes: scopes, registry: access.address)
        let token = try await request.perform(login: try await logins.lookUp(access), requester)
        cache.remember(token, for: key, at: clock.uptime())
        return token.authorization
    }
}
