// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing
import Trust

@Suite struct NotationTrustStoreTests {
    private let name = NotationTrustStore.Name("ca:release")

    @Test func takesAuthoritiesAsTextAndAsBytes() throws {
        let name = try #require(name)
        let root = try CertificateWish.authority("Root").made()
        let between = try CertificateWish.authority("Between").made(by: root)
        var store = NotationTrustStore()
        try store.add(Array((try root.pem + between.pem).utf8), file: "both.pem", to: name)
        try store.add(root.der, file: "root.cer", to: name)
        #expect(store.certificates(in: name).count == 3)
    }

    @Test func takesASignerThatSignedItself() throws {
        let name = try #require(name)
        let lone = Array(try CertificateWish().made().pem.utf8)
        var store = NotationTrustStore()
        try store.add(lone, file: "lone.crt", to: name)
        #expect(store.certificates(in: name).count == 1)
    }

    @Test func refusesASignerBelowAnAuthority() throws {
        let name = try #require(name)
        let leaf = Array(try CertificateWish().made(by: try CertificateWish.authority("Root").made()).pem.utf8)
        #expect(throws: NotationError.self) {
            var store = NotationTrustStore()
            try store.add(leaf, file: "leaf.pem", to: name)
        }
    }

    @Test(arguments: ["", "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "0"])
    func refusesAFileThatIsNoCertificate(_ text: String) throws {
        let name = try #require(name)
        #expect(throws: NotationError.self) {
            var store = NotationTrustStore()
            try store.add(Array(text.utf8), file: "x.pem", to: name)
        }
    }

    @Test(arguments: [
        ("a.pem", true), ("a.crt", true), ("a.cer", true), ("a.key", false), ("pem", false), ("a.pem~", false),
    ])
    func knowsItsFilesByTheirEnd(_ file: String, _ isOne: Bool) {
        #expect(NotationTrustStore.isCertificateFile(file) == isOne)
    }
}
