// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import CryptoExtras
public import OCIModel
internal import SwiftASN1
internal import X509

/// A public key as Docker Content Trust writes it: plain, or inside a certificate.
public struct ContentTrustKey: Hashable, Sendable {
    /// What kind of key it is.
    enum Kind: String {
        case ecdsa
        case rsa
        case ed25519
        case ecdsaCertificate = "ecdsa-x509"
        case rsaCertificate = "rsa-x509"

        /// The kind of the same key without its certificate.
        var plain: String {
            switch self {
            case .ecdsa, .ecdsaCertificate: Self.ecdsa.rawValue
            case .rsa, .rsaCertificate: Self.rsa.rawValue
            case .ed25519: Self.ed25519.rawValue
            }
        }
    }

    /// The id: the SHA-256 of the key's canonical JSON, as 64 hexadecimal digits.
    public let id: String
    /// The id of the same key without its certificate, which is what the file of the private key is called.
    public let plainID: String
    /// The SHA-256 of the certificate, if there is one.
    public let certificateFingerprint: OCIModel.Digest?
    /// The name in the certificate: for root keys, the repository they are for.
    let commonName: String?
    private let kind: Kind
    /// The SubjectPublicKeyInfo, or the 32 bytes of an Ed25519 key.
    private let publicKey: [UInt8]

    /// Reads a key; nil when it is of a kind that nobody can check.
    ///
    /// - Parameter json: An element of `keys`.
    /// - Throws: ``ContentTrustError`` when it is no key at all.
    init?(_ json: JSONValue) throws(ContentTrustError) {
        guard let type = json["keytype"]?.string, let value = json["keyval"]?["public"]?.string,
            let bytes = Base64.decode(value)
        else { throw ContentTrustError(.malformed, "a key has no type or no value") }
        guard let kind = Kind(rawValue: type) else { return nil }
        self.kind = kind
        self.id = Self.id(type: type, value: value)
        switch kind {
        case .ecdsa, .rsa, .ed25519:
            (publicKey, commonName, certificateFingerprint) = (bytes, nil, nil)
            plainID = id
        case .ecdsaCertificate, .rsaCertificate:
            // Losing the reason is right: a certificate that cannot be read is a key that nobody can check.
            guard let text = String(validating: bytes, as: UTF8.self),
                let certificate = try? Certificate(pemEncoded: text),
                let der = try? certificate.serializeAsPEM().derBytes,
                let keyInfo = try? certificate.publicKey.serializeAsPEM().derBytes
            else { return nil }
            publicKey = keyInfo
            commonName = certificate.commonName
            certificateFingerprint = OCIModel.Digest(sha256Of: der)
            plainID = Self.id(type: kind.plain, value: Base64.encode(publicKey))
        }
    }

    /// Tells whether an id names the key: its own, that of the key without its certificate, or the certificate's hash.
    public func isNamed(by id: String) -> Bool {
        let wanted = id.lowercased()
        return wanted == self.id || wanted == plainID || wanted == certificateFingerprint?.hex
    }

    /// Tells whether a root key may speak for a repository: its certificate names the repository, or a prefix and `*`.
    func speaksFor(_ gun: String) -> Bool {
        guard let commonName else { return true }
        if commonName.utf8.last == UInt8(ascii: "*") { return gun.hasPrefix(commonName.dropLast()) }
        return commonName == gun
    }

    private static func id(type: String, value: String) -> String {
        let json = JSONValue.object([
            "keytype": .string(type), "keyval": .object(["private": .null, "public": .string(value)]),
        ])
        return CanonicalJSON.bytes(of: json).map { OCIModel.Digest(sha256Of: $0).hex } ?? ""
    }
}

// MARK: Verification

extension ContentTrustKey {
    /// Tells whether a signature over bytes is this key's.
    ///
    /// - Parameters:
    ///   - signature: The signature; for ECDSA it is r and s, one behind the other.
    ///   - method: What the file calls the method.
    ///   - bytes: What was signed.
    /// - Returns: False for anything that does not fit, a method of another kind of key too.
    func verifies(_ signature: [UInt8], method: String, over bytes: [UInt8]) -> Bool {
        // Losing the reasons below is right: a key or signature that cannot be read verifies nothing.
        switch (kind, method) {
        case (.ed25519, "eddsa"):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
            return key.isValidSignature(signature, for: bytes)
        case (.ecdsa, "ecdsa"), (.ecdsaCertificate, "ecdsa"):
            let hash = SHA256.hash(data: bytes)
            if let key = try? P256.Signing.PublicKey(derRepresentation: publicKey) {
                guard let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
                return key.isValidSignature(value, for: hash)
            }
            guard let key = try? P384.Signing.PublicKey(derRepresentation: publicKey),
                let value = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: hash)
        case (.rsa, "rsapss"), (.rsaCertificate, "rsapss"):
            guard let key = try? _RSA.Signing.PublicKey(derRepresentation: publicKey) else { return false }
            let value = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(value, for: SHA256.hash(data: bytes), padding: .PSS)
        default: return false
        }
    }
}

extension Certificate {
    fileprivate var commonName: String? {
        for name in subject {
            for attribute in name where attribute.type == .RDNAttributeType.commonName {
                return String(describing: attribute.value)
            }
        }
        return nil
    }
}
