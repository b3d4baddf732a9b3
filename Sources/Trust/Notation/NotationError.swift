// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why something of Notation is not taken: a signature, a certificate, a trust store or a trust policy.
public enum NotationError: Error, Hashable {
    /// The envelope cannot be read, with the reason.
    case envelope(String)
    /// The chain of certificates breaks a rule, with the certificate and the rule.
    case certificates(String)
    /// The signature does not fit what it signs.
    case tampered
    /// The trust policy is not one, with the reason.
    case policy(String)
    /// A file of a trust store cannot be used, with the file and the reason.
    case store(String)
    /// Nothing can be signed with this key and these certificates, with the reason.
    case key(String)
}

extension NotationError: CustomStringConvertible {
    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .envelope(let reason): "this is not a Notation signature that can be read: \(reason)"
        case .certificates(let reason): "the certificates of the Notation signature are not fit for it: \(reason)"
        case .tampered:
            "the Notation signature does not fit its content: one of them was changed; get the signature again"
        case .policy(let reason): "the trust policy is not valid: \(reason)"
        case .store(let reason): "the trust store cannot be used: \(reason)"
        case .key(let reason): "nothing can be signed for Notation: \(reason)"
        }
    }
}
