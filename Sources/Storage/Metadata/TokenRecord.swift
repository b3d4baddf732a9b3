// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A robot's token; the secret itself is never stored, only its hash.
public struct TokenRecord: Hashable, Sendable {
    /// The public half of the token, also its name in lists.
    public var id: String
    /// The user it acts as.
    public var name: String
    /// The SHA-256 of the secret half.
    public var secretHash: String
    /// Globs of the repositories it is narrowed to; empty means all its user may reach.
    public var repositories: [String]
    /// The rights it is narrowed to; empty means all its user has.
    public var rights: [String]
    /// When it was made.
    public var createdAt: Timestamp
    /// When it stops working, if ever.
    public var expiresAt: Timestamp?
    /// When it was revoked, if it was.
    public var revokedAt: Timestamp?

    /// Creates a record.
    public init(
        id: String,
        name: String,
        secretHash: String,
        repositories: [String],
        rights: [String],
        createdAt: Timestamp,
        expiresAt: Timestamp?,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.secretHash = secretHash
        self.repositories = repositories
        self.rights = rights
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}
