// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why a file is not a key that can be used, or could not be opened.
public enum KeyError: Error, Hashable {
    /// The file is longer than any key.
    case tooLarge
    /// The file is not one PEM document of a kind that is read here; the reason in words.
    case notPEM(String)
    /// The key is of a kind that is not used here, such as `an RSA key`.
    case unsupported(String)
    /// The file holds a public key where a private one is needed, or the other way round.
    case wrongHalf(expected: String)
    /// The private key is encrypted in a way that only other programs open.
    case foreignEncryption
    /// The private key is not encrypted, and only encrypted ones are read here.
    case notEncrypted
    /// The password does not open the key, or the file was changed.
    case wrongPassword
    /// The file asks for a cost of the password's derivation that is not one of those in use.
    case unexpectedCost
    /// The content is not a key; the reason in words.
    case damaged(String)
}

extension KeyError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .tooLarge: "the file is longer than any key; is it the right one?"
        case .notPEM(let reason): "the file is not a key in PEM: \(reason)"
        case .unsupported(let kind):
            "the file holds \(kind); only P-256 keys are used, since every verifier reads those: make one with key generate"
        case .wrongHalf(let expected): "the file does not hold a \(expected) key but the other half of the pair"
        case .foreignEncryption:
            "the private key is encrypted by another program; decrypt it with that program, then import it with key import"
        case .notEncrypted: "the private key is not encrypted; key import makes an encrypted key file of it"
        case .wrongPassword: "the password does not open the key, or the file was changed"
        case .unexpectedCost:
            "the key file asks for scrypt with a cost other than N 32768, 65536 or 131072, r 8, p 1; it is not opened"
        case .damaged(let reason): "the key is damaged: \(reason)"
        }
    }
}
