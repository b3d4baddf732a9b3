// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What gives a request its `Authorization` header.
protocol RequestAuthorizer: Sendable {
    /// The header's value for the first try, or nil for none.
    func authorization() async throws -> String?

    /// The header's value after the server asked for one; nil when there is nothing better than what was sent.
    func renewed(for challenges: [Challenge], after refused: String?) async throws -> String?
}

/// A header that does not change.
struct FixedAuthorizer: RequestAuthorizer {
    let value: String?

    func authorization() async throws -> String? { value }

    func renewed(for challenges: [Challenge], after refused: String?) async throws -> String? { nil }
}

/// A header that the registry's challenges lead to.
struct AccessAuthorizer: RequestAuthorizer {
    let authenticator: Authenticator
    let access: RegistryAccess

    func authorization() async throws -> String? {
        try await authenticator.authorization(for: access)
    }

    func renewed(for challenges: [Challenge], after refused: String?) async throws -> String? {
        try await authenticator.authorization(for: access, challenges: challenges, after: refused)
    }
}
