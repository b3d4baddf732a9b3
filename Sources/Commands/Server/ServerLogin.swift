// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient

/// How a client makes itself known to a server.
///
/// Printing it shows no secret.
struct ServerLogin: Sendable {
    /// The value of the `Authorization` header, if there is a login.
    let authorization: String?
    /// What was passed over in the search for a login.
    let notes: [String]

    /// Creates a login by name and password.
    init(_ credentials: Credentials) {
        self.authorization = credentials.basicAuthorization
        self.notes = []
    }

    /// Creates a login by a token.
    init(bearer token: String) {
        self.authorization = "Bearer \(token)"
        self.notes = []
    }

    /// Creates no login, with what was passed over in the search for one.
    init(notes: [String] = []) {
        self.authorization = nil
        self.notes = notes
    }
}

extension ServerLogin: CustomStringConvertible, CustomReflectable {
    var description: String { authorization == nil ? "no login" : "a login" }
    var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
