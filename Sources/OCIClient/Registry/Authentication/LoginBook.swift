// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOPosix
import OCIModel
import Synchronization

/// The logins of one session, each looked up once.
final class LoginBook: Sendable {
    private struct Key: Hashable {
        let host: String
        let repository: RepositoryName
    }

    private static let capacity = 1_000

    private let given: Credentials?
    private let files: CredentialFiles
    private let turnstile: Turnstile
    private let found = Mutex<[Key: CredentialLookup]>([:])

    init(given: Credentials?, files: CredentialFiles, turnstile: Turnstile) {
        self.given = given
        self.files = files
        self.turnstile = turnstile
    }

    /// Finds the login for a repository: the one that was given, else what the files and helpers say.
    ///
    /// - Throws: ``CredentialError`` when a file cannot be read.
    func lookUp(_ access: RegistryAccess) async throws -> CredentialLookup {
        if let given { return CredentialLookup(credentials: given, notes: []) }
        let key = Key(host: access.address.host, repository: access.repository)
        if let known = found.withLock({ $0[key] }) { return known }
        // One at a time: a helper may ask a person for a password.
        let pass = try await turnstile.enter("login", limit: 1)
        defer { pass.leave() }
        if let known = found.withLock({ $0[key] }) { return known }
        let files = files
        let lookup = try await NIOThreadPool.singleton.runIfActive {
            try files.lookUp(host: key.host, repository: key.repository)
        }
        found.withLock { found in
            if found.count >= Self.capacity { found.removeAll() }
            found[key] = lookup
        }
        return lookup
    }
}
