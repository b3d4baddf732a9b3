// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why bytes are not a signature that is read here.
enum SignatureError: Error, Hashable {
    /// A simple-signing payload; the reason in words.
    case payload(String)
    /// A Sigstore bundle; the reason in words.
    case bundle(String)
    /// The in-toto statement in a bundle; the reason in words.
    case statement(String)
}

extension SignatureError: CustomStringConvertible {
    /// The part and the reason in words.
    var description: String {
        switch self {
        case .payload(let reason): "the payload is not accepted: \(reason)"
        case .bundle(let reason): "the bundle is not accepted: \(reason)"
        case .statement(let reason): "the statement is not accepted: \(reason)"
        }
    }
}
