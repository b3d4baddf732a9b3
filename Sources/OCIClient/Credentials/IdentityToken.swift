// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A token that a registry's token service exchanges for others, instead of a password.
///
/// Neither printing, interpolating nor dumping a value shows it.
public struct IdentityToken: Hashable, Sendable {
    /// The token.
    public let secret: String

    /// Creates a token from its text.
    public init(_ secret: String) {
        self.secret = secret
    }
}

extension IdentityToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says what it is, not what it holds.
    public var description: String { "<redacted>" }
    /// Says what it is, not what it holds.
    public var debugDescription: String { description }
    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
