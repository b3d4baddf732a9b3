// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
public import OCIModel

/// A public key that signatures are checked with: ECDSA on P-256 with SHA-256.
///
/// It is the one kind that cosign, containers/image and Notation all read alike.
public struct VerificationKey: Sendable {
    /// The SubjectPublicKeyInfo in DER, in the one form that has an uncompressed point.
    public let spki: [UInt8]
    let key: P256.Signing.PublicKey

    /// Reads a public key from PEM, at most 64 KiB.
    ///
    /// - Throws: ``KeyError`` that says what the file holds instead.
    public init(pem: String) throws(KeyError) {
        let document = try PEMDocument(pem)
        guard document.label == "PUBLIC KEY" else {
            guard !document.label.hasSuffix("PRIVATE KEY") else { throw .wrongHalf(expected: "public") }
            guard document.label != "CERTIFICATE" else { throw .unsupported("a certificate") }
            guard document.label != "RSA PUBLIC KEY" else { throw .unsupported("an RSA key") }
            throw .notPEM("it holds \(document.label), not PUBLIC KEY")
        }
        try self.init(spki: document.bytes)
    }

    /// Reads a public key from a SubjectPublicKeyInfo in DER.
    ///
    /// - Throws: ``KeyError`` for another kind of key, or a point that is not on the curve.
    public init(spki: [UInt8]) throws(KeyError) {
        if case .other(let kind) = try KeyAlgorithm.ofPublicKey(spki) { throw .unsupported(kind) }
        do {
            self.init(try P256.Signing.PublicKey(derRepresentation: spki))
        } catch {
            throw .damaged("its point is not on the curve, or not written in full")
        }
    }

    init(_ key: P256.Signing.PublicKey) {
        self.key = key
        // Encoded anew, so that one key has one fingerprint however it was written.
        self.spki = Array(key.derRepresentation)
    }

    /// The key in PEM, as `cosign.pub` holds it.
    public var pem: String { PEMDocument(label: "PUBLIC KEY", bytes: spki).text }

    /// The SHA-256 of the SubjectPublicKeyInfo: what the key is called by.
    public var fingerprint: OCIModel.Digest { OCIModel.Digest(sha256Of: spki) }

    /// The fingerprint in base64, as bundles name the key.
    public var hint: String { Base64.encode(Array(SHA256.hash(data: spki))) }

    /// Tells whether a signature in DER was made by the other half of this key over the SHA-256 of the bytes.
    public func verifies(_ der: [UInt8], over bytes: [UInt8]) -> Bool {
        // Losing the error is right: what is no signature verifies nothing.
        guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: der) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}

extension VerificationKey: Hashable {
    /// Tells whether two values are one key.
    public static func == (left: VerificationKey, right: VerificationKey) -> Bool { left.spki == right.spki }

    /// Hashes the key.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(spki)
    }
}
