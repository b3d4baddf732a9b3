// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import SwiftASN1
internal import X509

extension VerificationKey {
    /// Reads a public key from PEM, or takes the one that a certificate in PEM is about.
    ///
    /// The certificate is a wrapping here: who issued it and until when it is valid says nothing about the key.
    ///
    /// - Parameter pem: The text of the file, at most 64 KiB.
    /// - Throws: ``KeyError`` that says what the file holds instead.
    public init(publicKeyOrCertificate pem: String) throws(KeyError) {
        let document = try PEMDocument(pem)
        guard document.label == "CERTIFICATE" else {
            try self.init(pem: pem)
            return
        }
        let certificate: Certificate
        do {
            certificate = try Certificate(derEncoded: document.bytes)
        } catch {
            throw .damaged("the certificate cannot be read")
        }
        guard let key = P256.Signing.PublicKey(certificate.publicKey) else {
            throw .unsupported("a certificate of another kind of key")
        }
        self.init(key)
    }
}
