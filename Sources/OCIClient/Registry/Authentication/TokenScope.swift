// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A right that a token is asked for, such as `repository:team/app:pull,push`.
struct TokenScope: Hashable, Sendable {
    /// The scope as token services read it.
    let text: String

    static func pull(_ repository: RepositoryName) -> TokenScope { TokenScope(text: "repository:\(repository):pull") }

    static func push(_ repository: RepositoryName) -> TokenScope {
        TokenScope(text: "repository:\(repository):pull,push")
    }
}

/// Which rights on which registry a request needs.
struct RegistryAccess: Hashable, Sendable {
    let address: RegistryAddress
    /// The repository whose login is used.
    let repository: RepositoryName
    let scopes: [TokenScope]
}
