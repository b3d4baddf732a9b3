// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import OCIModel
import Testing
import Trust
import X509

/// A way to bend the signer's certificate or the authority's.
struct CertificateChange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout CertificateWish) -> Void

    init(_ name: String, _ change: @escaping @Sendable (inout CertificateWish) -> Void) {
        testDescription = name
        self.change = change
    }

    static let allowedSigners: [CertificateChange] = [
        .init("as usual") { _ in },
        .init("without basic constraints") { $0.constraints = nil },
        .init("without purposes") { $0.purposes = [] },
    ]

    static let refusedSigners: [CertificateChange] = [
        .init("an authority") { $0.constraints = .isCertificateAuthority(maxPathLength: nil) },
        .init("no key usage") { $0.usage = nil },
        .init("a key usage that is not critical") { $0.isUsageCritical = false },
        .init("no digital signature") { $0.usage = KeyUsage(keyAgreement: true) },
        .init("digital signature and certificates") { $0.usage = KeyUsage(digitalSignature: true, keyCertSign: true) },
        .init("digital signature and encryption") {
            $0.usage = KeyUsage(digitalSignature: true, keyEncipherment: true)
        },
        .init("for any purpose") { $0.purposes = [.any] },
        .init("for servers") { $0.purposes = [.codeSigning, .serverAuth] },
        .init("for clients") { $0.purposes = [.clientAuth] },
        .init("for mail") { $0.purposes = [.emailProtection] },
        .init("for timestamps") { $0.purposes = [.timeStamping] },
        .init("for OCSP") { $0.purposes = [.ocspSigning] },
    ]

    static let refusedAuthorities: [CertificateChange] = [
        .init("no basic constraints") { $0.constraints = nil },
        .init("basic constraints that are not critical") { $0.areConstraintsCritical = false },
        .init("no authority") { $0.constraints = .notCertificateAuthority },
        .init("no key usage") { $0.usage = nil },
        .init("a key usage that is not critical") { $0.isUsageCritical = false },
        .init("no certificates among its usages") { $0.usage = KeyUsage(cRLSign: true) },
    ]
}

@Suite struct NotationChainTests {
    private func pem(_ certificates: MadeCertificate...) throws -> String {
        try certificates.map { try $0.pem }.joined()
    }

    @Test(arguments: CertificateChange.allowedSigners)
    func allowsASigner(_ change: CertificateChange) throws {
        let root = try CertificateWish.authority("Root").made()
        var wish = CertificateWish()
        change.change(&wish)
        let text = try pem(try wish.made(by: root), root)
        #expect(throws: Never.self) { try NotationChain(pem: text) }
    }

    @Test(arguments: CertificateChange.refusedSigners)
    func refusesASigner(_ change: CertificateChange) throws {
        let root = try CertificateWish.authority("Root").made()
        var wish = CertificateWish()
        change.change(&wish)
        let text = try pem(try wish.made(by: root), root)
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test(arguments: CertificateChange.refusedAuthorities)
    func refusesAnAuthority(_ change: CertificateChange) throws {
        var wish = CertificateWish.authority("Root")
        change.change(&wish)
        let root = try wish.made()
        let text = try pem(try CertificateWish().made(by: root), root)
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test(arguments: [nil, 1, 2], [true, false])
    func allowsAnAuthorityBetweenWhenTheRootDoes(_ length: Int?, isOwnLengthZero: Bool) throws {
        let root = try CertificateWish.authority("Root", pathLength: length).made()
        let between = try CertificateWish.authority("Between", pathLength: isOwnLengthZero ? 0 : nil).made(by: root)
        let text = try pem(try CertificateWish().made(by: between), between, root)
        #expect(throws: Never.self) { try NotationChain(pem: text) }
    }

    @Test func refusesMoreAuthoritiesThanTheRootAllows() throws {
        let root = try CertificateWish.authority("Root", pathLength: 0).made()
        let between = try CertificateWish.authority("Between").made(by: root)
        let text = try pem(try CertificateWish().made(by: between), between, root)
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test func refusesAnIssuerThatOnlyHasTheName() throws {
        let root = try CertificateWish.authority("Root").made()
        let impostor = try CertificateWish.authority("Root").made()
        let text = try pem(try CertificateWish().made(by: root), impostor)
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test func refusesAChainThatDoesNotEndInARoot() throws {
        let root = try CertificateWish.authority("Root").made()
        let between = try CertificateWish.authority("Between").made(by: root)
        let text = try pem(try CertificateWish().made(by: between), between)
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test func refusesASecondRoot() throws {
        let root = try CertificateWish.authority("Root").made()
        let text = try pem(try CertificateWish().made(by: root), root, root)
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test func allowsASignerThatSignedItselfAlone() throws {
        let lone = try CertificateWish().made()
        let text = try lone.pem
        #expect(throws: Never.self) { try NotationChain(pem: text) }
    }

    @Test func refusesALoneSignerOfAnotherRoot() throws {
        let text = try CertificateWish().made(by: try CertificateWish.authority("Root").made()).pem
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test func refusesAPrivateKeyAmongTheCertificates() throws {
        let lone = try CertificateWish().made()
        let text = try lone.pem + lone.key.pemRepresentation
        #expect(throws: NotationError.self) { try NotationChain(pem: text) }
    }

    @Test func readsTheValidity() throws {
        var wish = CertificateWish()
        wish.notAfter = "2126-01-01T00:00:00Z"
        let certificate = try NotationCertificate(try wish.made().der)
        #expect(certificate.notBefore.rfc3339 == "2026-01-01T00:00:00.000000Z")
        #expect(certificate.notAfter.rfc3339 == "2126-01-01T00:00:00.000000Z")
    }
}
