// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A token that a service gave, with its end.
struct AccessToken: Sendable {
    /// The most bytes of an answer that holds a token.
    static let maximumAnswer = 1 << 20
    private static let maximumLength = 64 << 10
    /// What the token specification says when an answer does not.
    private static let standardLifetime: Int64 = 60

    /// The value of the `Authorization` header.
    let authorization: String
    /// For how long it is used: it is renewed before it ends, so that it does not end on the way.
    let lifetime: Duration

    /// Reads the answer of a token service; nil when it holds no token that could be sent.
    init?(_ answer: [UInt8]) {
        // Losing the reason is right: the caller says that the answer holds no token.
        guard let document = try? JSONValue(parsing: answer),
            let token = document["token"]?.string ?? document["access_token"]?.string,
            !token.isEmpty, token.utf8.count <= Self.maximumLength,
            token.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        var seconds = Self.standardLifetime
        if case .integer(let given)? = document["expires_in"], given > 0 { seconds = min(given, 86_400) }
        self.authorization = "Bearer \(token)"
        self.lifetime = .seconds(seconds - min(30, max(seconds / 5, 1)))
    }
}
