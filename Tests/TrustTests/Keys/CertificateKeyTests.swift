// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import Testing
import Trust

@Suite struct CertificateKeyTests {
    @Test func readsAPublicKeyAsItIs() throws {
        let key = SigningKey.generate().verificationKey
        #expect(try VerificationKey(publicKeyOrCertificate: key.pem) == key)
    }

    @Test func takesTheKeyThatACertificateIsAbout() throws {
        let made = try CertificateWish().made()
        let key = try VerificationKey(publicKeyOrCertificate: made.pem)
        #expect(key.spki == Array(made.key.publicKey.derRepresentation))
    }

    @Test func saysThatACertificateIsDamaged() {
        let pem = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
        #expect(throws: KeyError.damaged("the certificate cannot be read")) {
            try VerificationKey(publicKeyOrCertificate: pem)
        }
    }
}
