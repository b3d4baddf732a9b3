// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A user name and the password that goes with it, for one registry.
///
/// Neither printing, interpolating nor dumping a value shows the password; ``basicAuthorization`` does.
public struct Credentials: Hashable, Sendable {
    /// The user's name; it holds no colon.
    public let user: String
    /// The password or token.
    public let password: String

    /// Creates credentials from a name and a password.
    ///
    /// - Throws: ``CredentialError/invalidUser`` when the name is empty, or holds a colon or a control character.
    public init(user: String, password: String) throws(CredentialError) {
        let isValid = user.utf8.allSatisfy { $0 != UInt8(ascii: ":") && $0 >= 0x20 && $0 != 0x7f }
        guard !user.isEmpty, isValid else { throw .invalidUser }
        self.user = user
        self.password = password
    }

    /// Reads `user:password`; the first colon separates them.
    ///
    /// - Throws: ``CredentialError/missingPassword`` without a colon, ``CredentialError/invalidUser`` for a bad name.
    public init(parsing text: String) throws(CredentialError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .missingPassword }
        try self.init(user: String(text[..<colon]), password: String(text[text.utf8.index(after: colon)...]))
    }

    /// The value of an `Authorization` header (RFC 7617).
    ///
    /// It is as secret as the password.
    public var basicAuthorization: String { "Basic " + Base64.encode(Array("\(user):\(password)".utf8)) }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The user's name, with the password left out.
    public var description: String { "\(user):<redacted>" }
    /// The user's name, with the password left out.
    public var debugDescription: String { description }
    /// A mirror that shows the user's name alone.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
