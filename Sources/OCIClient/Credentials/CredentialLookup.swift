// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a search for credentials found.
public struct CredentialLookup: Hashable, Sendable {
    /// The credentials, when some source has them.
    public var credentials: Credentials?
    /// The identity token, when the source that decides has one instead of a password.
    public var identityToken: IdentityToken?
    /// What was passed over and why, for a message when the registry wants a login after all.
    public var notes: [String]

    /// Creates the result of a search.
    public init(credentials: Credentials?, identityToken: IdentityToken? = nil, notes: [String]) {
        self.credentials = credentials
        self.identityToken = identityToken
        self.notes = notes
    }

    /// Whether the search has come to its end.
    var isDecided: Bool { credentials != nil || identityToken != nil }
}
