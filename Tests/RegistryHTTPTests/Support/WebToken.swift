// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

/// An access token of the token flow, as its parts.
struct WebToken {
    let text: String
    let header: String
    let payload: String
    let signature: String

    init(_ text: String) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        try #require(parts.count == 3)
        self.text = text
        (header, payload, signature) = (parts[0], parts[1], parts[2])
    }

    init(header: String, payload: String, signature: String) {
        self.text = "\(header).\(payload).\(signature)"
        (self.header, self.payload, self.signature) = (header, payload, signature)
    }

    /// The claims.
    func claims() throws -> JSONValue { try JSONValue(parsing: try #require(Base64.decodeURL(payload))) }

    /// What the token passes on, as `TYPE:NAME:ACTION,…`.
    func access() throws -> [String] {
        try (claims()["access"]?.array ?? []).map { entry in
            let actions = (entry["actions"]?.texts ?? []).joined(separator: ",")
            return "\(entry["type"]?.string ?? ""):\(entry["name"]?.string ?? ""):\(actions)"
        }
    }
}

extension RegistryClient {
    /// Asks the token endpoint for a token.
    func token(for scopes: String...) async throws -> WebToken {
        let query = (["service=localhost"] + scopes.map { "scope=\($0)" }).joined(separator: "&")
        let answer = try await get("/api/v1/token?\(query)")
        #expect(answer.status == 200)
        return try WebToken(try #require(try answer.json()["token"]?.string))
    }
}
