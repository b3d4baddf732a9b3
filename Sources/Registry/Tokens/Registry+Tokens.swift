// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Policy
public import Storage

/// A token in a listing.
public struct TokenSummary: Hashable, Sendable {
    /// The token, without its secret.
    public let record: TokenRecord
    /// When it was last used.
    public let lastUsedAt: Timestamp?
    /// The token's text; known only at the moment it is made.
    public let secret: String?
}

extension Registry {
    /// Makes a token that acts as a user, narrowed to repositories and rights.
    ///
    /// - Parameters:
    ///   - name: The user the token acts as.
    ///   - repositories: Globs; empty means all its user may reach.
    ///   - rights: Empty means all its user has.
    ///   - lifetime: How long it works; nil means until it is revoked.
    ///   - caller: Who asks; needs the right to administer.
    /// - Returns: The token with its secret, which cannot be had again.
    /// - Throws: ``RegistryError``: `rightMissing`, `requestInvalid` for a bad name, glob or lifetime.
    public func createToken(
        for name: String,
        repositories: [String],
        rights: [Right],
        lifetime: Duration?,
        by caller: Caller
    ) async throws -> TokenSummary {
        try caller.require(.admin, in: nil)
        guard UserName.isValid(name) else {
            throw RegistryError(.requestInvalid, "\"\(name.prefix(80))\" is not a user name: it is \(UserName.grammar)")
        }
        guard lifetime.map({ $0 > .zero && $0 <= Self.maximumLifetime }) ?? true else {
            throw RegistryError(.requestInvalid, "a token works for longer than nothing and for at most a century")
        }
        for glob in repositories {
            do {
                _ = try Glob(glob)
            } catch {
                throw RegistryError(.requestInvalid, "\"\(glob)\" is not a pattern for repositories: \(error)")
            }
        }
        let moment = now()
        let token = RobotToken()
        let record = TokenRecord(
            id: token.id,
            name: name,
            secretHash: token.secretHash,
            repositories: repositories,
            rights: rights.map(\.rawValue),
            createdAt: moment,
            expiresAt: lifetime.map { moment.advanced(by: $0) }
        )
        try await metadata.write { try $0.putToken(record) }
        return TokenSummary(record: record, lastUsedAt: nil, secret: token.text)
    }

    /// Lists all tokens, oldest first.
    public func tokens(by caller: Caller) async throws -> [TokenSummary] {
        try caller.require(.admin, in: nil)
        return try await metadata.read { store in
            try store.tokens().map {
                TokenSummary(record: $0, lastUsedAt: try store.lastUse(ofToken: $0.id), secret: nil)
            }
        }
    }

    /// Makes a token stop working at once.
    public func revokeToken(_ id: String, by caller: Caller) async throws -> TokenSummary {
        try caller.require(.admin, in: nil)
        let moment = now()
        return try await metadata.write { store in
            guard var token = try store.token(id) else {
                throw RegistryError(.tokenUnknown, "there is no token \(id); holdfast token list shows all")
            }
            token.revokedAt = token.revokedAt ?? moment
            try store.putToken(token)
            return TokenSummary(record: token, lastUsedAt: try store.lastUse(ofToken: id), secret: nil)
        }
    }

    /// Makes all tokens of a user stop working, as a user who is removed must not live on in them.
    public func revokeTokens(of name: String, by caller: Caller) async throws {
        try caller.require(.admin, in: nil)
        let moment = now()
        try await metadata.write { store in
            for var token in try store.tokens() where token.name == name && token.revokedAt == nil {
                token.revokedAt = moment
                try store.putToken(token)
            }
        }
    }

    /// Tells whose token a password is and what it is narrowed to; nil when it is no token that works.
    public func identify(token text: String) async throws -> (user: String, grant: Caller.Grant)? {
        guard let token = RobotToken(text) else { return nil }
        let moment = now()
        guard let record = try await metadata.read({ try $0.token(token.id) }), token.matches(record),
            record.revokedAt == nil, record.expiresAt.map({ $0 > moment }) ?? true
        else { return nil }
        pulls.record(token: token.id, at: moment)
        // A stored glob or right that no longer reads must not widen the token: it then reaches nothing.
        let globs = record.repositories.compactMap { try? Glob($0) }
        let rights = Set(record.rights.compactMap(Right.init(rawValue:)))
        guard globs.count == record.repositories.count, rights.count == record.rights.count else { return nil }
        return (record.name, Caller.Grant(repositories: globs, rights: rights))
    }

    /// No token lasts longer, so that no time overflows.
    private static let maximumLifetime = Duration.seconds(36_525 * 86_400)

    /// Tells whether a password has the form of a token, so that it need not be tried as a password.
    public static func isToken(_ text: String) -> Bool { text.hasPrefix(RobotToken.prefix) }
}
