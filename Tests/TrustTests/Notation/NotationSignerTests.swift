// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import OCIModel
import Testing
import Trust

@Suite struct NotationSignerTests {
    private func signer(_ chain: [MadeCertificate]) throws -> NotationSigner {
        try NotationSigner(
            key: SigningKey(importing: chain[0].key.pemRepresentation),
            chain: try chain.map { try $0.pem }.joined()
        )
    }

    private func subject() throws -> Descriptor {
        Descriptor(mediaType: .imageIndex, digest: try OCIModel.Digest(EnvelopeWorkshop.digest), size: 289)
    }

    private let time = Timestamp(microseconds: 1_782_864_000_654_321)

    @Test func makesWhatTheReaderTakes() throws {
        let chain = try EnvelopeWorkshop.make().chain
        let made = try signer(chain).sign(try subject(), tag: try Tag("1.0"), at: time)
        let signature = try NotationSignature(envelope: made.envelope)
        #expect(signature.subject.digest.rawValue == EnvelopeWorkshop.digest)
        #expect(signature.subject.size == 289)
        #expect(signature.tag?.rawValue == "1.0")
        #expect(signature.header.algorithm == .ellipticCurve256)
        #expect(signature.header.signingTime.microseconds == 1_782_864_000_000_000)
        #expect(signature.header.expiry == nil)
    }

    @Test func writesAnExpiryThatMustBeUnderstood() throws {
        let made = try signer(EnvelopeWorkshop.make().chain)
            .sign(try subject(), at: time, expiry: time.advanced(by: .seconds(3_600)))
        let signature = try NotationSignature(envelope: made.envelope)
        #expect(signature.header.expiry?.seconds == time.seconds + 3_600)
        #expect(signature.tag == nil)
    }

    @Test func refersToWhatIsSigned() throws {
        let chain = try EnvelopeWorkshop.make().chain
        let made = try signer(chain).sign(try subject(), at: time)
        let manifest = try Manifest(made.manifest)
        #expect(manifest.artifactType == "application/vnd.cncf.notary.signature")
        #expect(manifest.subject?.digest.rawValue == EnvelopeWorkshop.digest)
        #expect(manifest.layers.map(\.mediaType.rawValue) == ["application/jose+json"])
        #expect(manifest.layers.first?.digest == OCIModel.Digest(sha256Of: made.envelope))
        #expect(manifest.config?.digest.short == "sha256:44136fa355b3")
        let thumbprints = try chain.map { "\"\(OCIModel.Digest(sha256Of: try $0.der).hex)\"" }
        #expect(
            manifest.annotations["io.cncf.notary.x509chain.thumbprint#S256"]
                == "[\(thumbprints.joined(separator: ","))]"
        )
        #expect(made.blobs.map(\.descriptor.digest) == manifest.blobs.map(\.digest))
        #expect(made.descriptor.digest == OCIModel.Digest(sha256Of: made.manifest))
    }

    @Test func signsWithACertificateThatSignedItself() throws {
        let made = try signer([try CertificateWish().made()]).sign(try subject(), at: time)
        #expect(throws: Never.self) { try NotationSignature(envelope: made.envelope) }
    }

    @Test func refusesAKeyOfAnotherCertificate() throws {
        let chain = try EnvelopeWorkshop.make().chain
        let text = try chain.map { try $0.pem }.joined()
        #expect(throws: NotationError.self) { try NotationSigner(key: .generate(), chain: text) }
    }

    @Test func refusesToSignWithACertificateThatHasExpired() throws {
        var wish = CertificateWish()
        wish.notAfter = "2026-02-01T00:00:00Z"
        let signer = try signer(EnvelopeWorkshop.make(wish).chain)
        let subject = try subject()
        #expect(throws: NotationError.self) { try signer.sign(subject, at: time) }
    }

    @Test func refusesAnExpiryThatHasPassed() throws {
        let signer = try signer(EnvelopeWorkshop.make().chain)
        let subject = try subject()
        #expect(throws: NotationError.self) { try signer.sign(subject, at: time, expiry: time) }
    }
}
