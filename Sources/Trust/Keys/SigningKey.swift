// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto

/// A private key that signs: ECDSA on P-256 with SHA-256.
public struct SigningKey: Sendable {
    private let key: P256.Signing.PrivateKey

    private init(_ key: P256.Signing.PrivateKey) {
        self.key = key
    }

    /// Makes a key of the system's randomness.
    public static func generate() -> SigningKey { SigningKey(P256.Signing.PrivateKey()) }

    /// Opens a key file as cosign and skopeo write it.
    ///
    /// Costs a derivation of the password: tens of milliseconds and 32 to 128 MiB, as the file asks.
    ///
    /// - Parameters:
    ///   - pem: The file, at most 64 KiB.
    ///   - password: The password; empty is one too.
    /// - Throws: ``KeyError``. Nothing is decrypted before the password and the file are known to fit.
    public init(pem: String, password: [UInt8]) throws(KeyError) {
        let document = try PEMDocument(pem)
        guard EncryptedKey.labels.contains(document.label) else {
            switch document.label {
            case "PUBLIC KEY": throw .wrongHalf(expected: "private")
            case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY": throw .notEncrypted
            case "ENCRYPTED PRIVATE KEY": throw .foreignEncryption
            default: throw .notPEM("it holds \(document.label), not \(EncryptedKey.writtenLabel)")
            }
        }
        let plain = try EncryptedKey(document.bytes).opened(with: password)
        try self.init(pkcs8: plain)
    }

    /// Reads a key that is not encrypted: PKCS#8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
    ///
    /// - Throws: ``KeyError`` that says what the file holds instead.
    public init(importing pem: String) throws(KeyError) {
        let document = try PEMDocument(pem)
        switch document.label {
        case "PRIVATE KEY": try self.init(pkcs8: document.bytes)
        case "EC PRIVATE KEY":
            do {
                self.init(try P256.Signing.PrivateKey(derRepresentation: document.bytes))
            } catch {
                throw .unsupported("an elliptic-curve key that is not P-256, or is damaged")
            }
        case "PUBLIC KEY": throw .wrongHalf(expected: "private")
        case "RSA PRIVATE KEY": throw .unsupported("an RSA key")
        case "ENCRYPTED PRIVATE KEY": throw .foreignEncryption
        case let label where EncryptedKey.labels.contains(label):
            throw .notPEM("it is a key file already, and needs no import")
        case let label: throw .notPEM("it holds \(label), not PRIVATE KEY or EC PRIVATE KEY")
        }
    }

    init(pkcs8 der: [UInt8]) throws(KeyError) {
        if case .other(let kind) = try KeyAlgorithm.ofPrivateKey(der) { throw .unsupported(kind) }
        do {
            self.init(try P256.Signing.PrivateKey(derRepresentation: der))
        } catch {
            throw .damaged("its number is not a key of the curve")
        }
    }

    /// The other half, which verifies.
    public var verificationKey: VerificationKey { VerificationKey(key.publicKey) }

    /// Signs the SHA-256 of bytes.
    ///
    /// - Returns: The signature in DER.
    /// - Throws: An error of the cryptography library.
    public func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: bytes).derRepresentation)
    }

    /// The key as a file that cosign, skopeo and podman open.
    ///
    /// - Parameters:
    ///   - password: What opens it; empty is allowed.
    ///   - cost: How dear a guess is. Older clients know the default alone.
    /// - Returns: The file.
    /// - Throws: An error of the cryptography library.
    public func encryptedPEM(password: [UInt8], cost: ScryptCost = .n32768) throws -> String {
        let sealed = try EncryptedKey(sealing: Array(key.derRepresentation), password: password, cost: cost)
        return PEMDocument(label: EncryptedKey.writtenLabel, bytes: sealed.bytes).text
    }
}
