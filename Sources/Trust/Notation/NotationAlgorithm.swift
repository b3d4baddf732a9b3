// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import CryptoExtras
internal import X509

/// A signature algorithm of Notation, which the key of the signing certificate dictates.
public enum NotationAlgorithm: String, CaseIterable, Sendable {
    case rsa2048 = "PS256"
    case rsa3072 = "PS384"
    case rsa4096 = "PS512"
    case ellipticCurve256 = "ES256"
    case ellipticCurve384 = "ES384"
    case ellipticCurve521 = "ES512"
}

extension NotationAlgorithm {
    /// The one algorithm that a certificate's key may be used with; nil for a key that Notation does not allow.
    init?(for key: Certificate.PublicKey) {
        if P256.Signing.PublicKey(key) != nil {
            self = .ellipticCurve256
        } else if P384.Signing.PublicKey(key) != nil {
            self = .ellipticCurve384
        } else if P521.Signing.PublicKey(key) != nil {
            self = .ellipticCurve521
        } else {
            switch _RSA.Signing.PublicKey(key)?.keySizeInBits {
            case 2_048: self = .rsa2048
            case 3_072: self = .rsa3072
            case 4_096: self = .rsa4096
            default: return nil
            }
        }
    }

    /// Tells whether a signature over bytes was made with the private half of a key.
    func verifies(_ signature: [UInt8], over bytes: [UInt8], with key: Certificate.PublicKey) -> Bool {
        switch self {
        case .ellipticCurve256:
            guard let key = P256.Signing.PublicKey(key),
                // A signature of another length is none.
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: bytes))
        case .ellipticCurve384:
            guard let key = P384.Signing.PublicKey(key),
                // A signature of another length is none.
                let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: SHA384.hash(data: bytes))
        case .ellipticCurve521:
            guard let key = P521.Signing.PublicKey(key),
                // A signature of another length is none.
                let signature = try? P521.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: SHA512.hash(data: bytes))
        case .rsa2048, .rsa3072, .rsa4096:
            guard let key = _RSA.Signing.PublicKey(key), key.keySizeInBits == signature.count * 8 else { return false }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            switch self {
            case .rsa2048: return key.isValidSignature(signature, for: SHA256.hash(data: bytes), padding: .PSS)
            case .rsa3072: return key.isValidSignature(signature, for: SHA384.hash(data: bytes), padding: .PSS)
            default: return key.isValidSignature(signature, for: SHA512.hash(data: bytes), padding: .PSS)
            }
        }
    }
}
