// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why credentials cannot be read.
///
/// No case carries anything secret, nor anything a file holds.
public enum CredentialError: Error, Hashable {
    /// A user name is empty, or holds a colon or a control character.
    case invalidUser
    /// Text that should be `user:password` has no colon.
    case missingPassword
    /// A file that was named cannot be read.
    case unreadable(name: String, reason: String)
    /// A file is larger than credentials ever are.
    case tooLarge(name: String, limit: Int)
    /// A file is not what docker or podman write.
    case malformed(name: String, reason: String)
}

extension CredentialError: CustomStringConvertible {
    /// The reason in words, naming the file but nothing that it holds.
    public var description: String {
        switch self {
        case .invalidUser: "the user name is empty, or holds a colon or a control character"
        case .missingPassword: "credentials are written user:password"
        case .unreadable(let name, let reason): "\(name) cannot be read: \(reason)"
        case .tooLarge(let name, let limit): "\(name) is larger than \(limit) bytes"
        case .malformed(let name, let reason): "\(name) is not a file of credentials: \(reason)"
        }
    }
}
