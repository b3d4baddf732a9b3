// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

/// The `holdfast.user/1` document.
public struct UserDocument {
    private let names: [String]

    /// Creates the document.
    public init(_ names: [String]) {
        self.names = names
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.user/1")
            json.member("users", names) { $0.member("name", $1) }
        }
        return json.bytes
    }
}

/// The `holdfast.token/1` document.
public struct TokenDocument {
    private let tokens: [TokenSummary]

    /// Creates the document.
    public init(_ tokens: [TokenSummary]) {
        self.tokens = tokens
    }

    /// The document as JSON; the secret stands in it only for a token just made.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.token/1")
            json.member("tokens", tokens) { json, token in
                json.member("id", token.record.id)
                json.member("name", token.record.name)
                json.member("repositories", texts: token.record.repositories)
                json.member("can", texts: token.record.rights)
                json.member("createdAt", token.record.createdAt.rfc3339)
                json.member("expiresAt", token.record.expiresAt?.rfc3339)
                json.member("lastUsedAt", token.lastUsedAt?.rfc3339)
                json.member("revoked", token.record.revokedAt != nil)
                if let secret = token.secret { json.member("secret", secret) }
            }
        }
        return json.bytes
    }
}
