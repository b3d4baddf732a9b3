// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// What is known of the registries' ways to be asked, and the tokens they gave.
final class TokenCache: Sendable {
    /// How a registry wants to be asked.
    enum Method: Hashable {
        case basic
        case token(TokenRealm)
    }

    /// What a token is for.
    struct Key: Hashable {
        let access: RegistryAccess
        let realm: TokenRealm
    }

    private struct Entry {
        let token: AccessToken
        let end: Duration
    }

    private struct State {
        var methods: [RegistryAddress: Method] = [:]
        var tokens: [Key: Entry] = [:]
    }

    private static let capacity = 1_000

    private let state = Mutex(State())

    func method(of address: RegistryAddress) -> Method? {
        state.withLock { $0.methods[address] }
    }

    func remember(_ method: Method, of address: RegistryAddress) {
        state.withLock { state in
            if state.methods.count >= Self.capacity { state.methods.removeAll() }
            state.methods[address] = method
        }
    }

    /// The token that is still good at a moment.
    func token(_ key: Key, at moment: Duration) -> AccessToken? {
        state.withLock { state in
            guard let entry = state.tokens[key], moment < entry.end else { return nil }
            return entry.token
        }
    }

    func remember(_ token: AccessToken, for key: Key, at moment: Duration) {
        state.withLock { state in
            if state.tokens.count >= Self.capacity { state.tokens = state.tokens.filter { moment < $0.value.end } }
            if state.tokens.count >= Self.capacity { state.tokens.removeAll() }
            state.tokens[key] = Entry(token: token, end: moment + token.lifetime)
        }
    }

    /// Forgets a token that was refused; another one, which came in the meantime, stays.
    func forget(_ authorization: String, for key: Key) {
        state.withLock { state in
            guard state.tokens[key]?.token.authorization == authorization else { return }
            state.tokens[key] = nil
        }
    }
}
