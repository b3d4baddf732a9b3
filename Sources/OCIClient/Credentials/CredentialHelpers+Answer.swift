// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel

extension CredentialHelpers {
    /// The name that stands in for the user where the secret is an identity token.
    private static let tokenUser = "<token>"

    /// Reads `{"Username", "Secret"}`; nil for anything else.
    static func read(_ output: [UInt8]) -> Answer? {
        // Losing the reason is right: it could quote what is secret.
        guard let document = try? JSONValue(parsing: output), let user = document["Username"]?.string,
            let secret = document["Secret"]?.string
        else { return nil }
        if user.isEmpty, secret.isEmpty { return .nothing }
        if user == tokenUser { return secret.isEmpty ? .nothing : .identityToken(IdentityToken(secret)) }
        // Here, too: what the helper gave is not to be quoted.
        guard let credentials = try? Credentials(user: user, password: secret) else { return nil }
        return .password(credentials)
    }

    /// Tells whether the words of a failed helper mean that it has nothing, as all helpers say it.
    static func isNotFound(_ output: [UInt8]) -> Bool {
        let text = String(decoding: output.prefix(1_024), as: UTF8.self)
        return text.hasPrefix("credentials not found in native keychain") || text.hasPrefix("no credentials")
            || text.hasPrefix("credentials not found")
    }

    /// Tells whether text can be part of a program's name: a path in it would run something else.
    static func isName(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count) && !text.hasPrefix(".")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// The first program of that name in absolute directories.
    ///
    /// An empty or relative directory would run what lies in the directory one happens to stand in.
    static func find(_ program: String, in path: String) -> String? {
        path.split(separator: ":").lazy.filter { $0.hasPrefix("/") }.map { "\($0)/\(program)" }
            .first { access($0, X_OK) == 0 }
    }
}
