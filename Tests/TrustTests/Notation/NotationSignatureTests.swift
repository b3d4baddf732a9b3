// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import Foundation
import OCIModel
import Testing
import Trust

@Suite struct NotationSignatureTests {
    @Test(arguments: NotationVectors.all.keys.sorted())
    func readsWhatAnotherProgramSigned(_ algorithm: String) throws {
        let envelope = Array(try #require(NotationVectors.all[algorithm]).utf8)
        let signature = try NotationSignature(envelope: envelope)
        #expect(signature.header.algorithm.rawValue == algorithm)
        #expect(signature.subject.digest.rawValue == EnvelopeWorkshop.digest)
        #expect(signature.subject.size == 7)
        #expect(signature.tag == nil)
    }

    @Test(arguments: NotationVectors.all.keys.sorted())
    func refusesEveryAlgorithmsSignatureOverOtherBytes(_ algorithm: String) throws {
        let text = try #require(NotationVectors.all[algorithm])
        let other = EnvelopeWorkshop.base64URL(
            Array(
                #"{"targetArtifact":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:\#(String(repeating: "cd", count: 32))","size":7}}"#
                    .utf8
            )
        )
        let start = try #require(text.range(of: "\"payload\":\"")).upperBound
        let end = try #require(text[start...].firstIndex(of: "\""))
        let changed = text.replacingCharacters(in: start..<end, with: other)
        #expect(throws: NotationError.tampered) { try NotationSignature(envelope: Array(changed.utf8)) }
    }

    @Test func saysWhatIsSignedAndByWhom() throws {
        let signature = try NotationSignature(envelope: EnvelopeWorkshop.make().envelope())
        #expect(signature.subject.digest.rawValue == EnvelopeWorkshop.digest)
        #expect(signature.subject.mediaType == .imageIndex)
        #expect(signature.tag?.rawValue == "1.0")
        #expect(signature.signer.contains("Publisher"))
        #expect(signature.header.signingTime == Timestamp("2026-06-01T00:00:00Z"))
        #expect(signature.header.scheme == .signer)
        #expect(!signature.hasTimestamp)
    }

    @Test func isCalledByTheHashOfTheRawSignature() throws {
        let envelope = try EnvelopeWorkshop.make().envelope()
        let text = try #require(JSONValue(parsing: envelope)["signature"]?.string)
        let raw = try #require(Base64.decode(text))
        #expect(raw.count == 64)
        #expect(try NotationSignature(envelope: envelope).identity == OCIModel.Digest(sha256Of: raw))
    }

    @Test func refusesASignatureInDER() throws {
        let workshop = try EnvelopeWorkshop.make()
        let signature = try P256.Signing.PrivateKey().signature(for: Array("x".utf8)).derRepresentation
        let envelope = try workshop.envelope(signature: EnvelopeWorkshop.base64URL(Array(signature)))
        #expect(throws: NotationError.tampered) { try NotationSignature(envelope: envelope) }
    }

    @Test func refusesASignatureByAnotherKeyThanTheFirstCertificates() throws {
        var workshop = try EnvelopeWorkshop.make()
        let other = try EnvelopeWorkshop.make()
        let leaf = MadeCertificate(key: other.chain[0].key, certificate: workshop.chain[0].certificate)
        workshop.chain[0] = leaf
        let envelope = try workshop.envelope()
        #expect(throws: NotationError.tampered) { try NotationSignature(envelope: envelope) }
    }

    @Test func refusesAnAlgorithmThatTheKeyDoesNotDictate() throws {
        var workshop = try EnvelopeWorkshop.make()
        workshop.algorithm = "\"ES384\""
        let envelope = try workshop.envelope()
        #expect(throws: NotationError.self) { try NotationSignature(envelope: envelope) }
    }

    @Test func isFoundInItsManifestAndMadeByNoMereKey() throws {
        let chain = try EnvelopeWorkshop.make().chain
        let key = try SigningKey(importing: chain[0].key.pemRepresentation)
        let signer = try NotationSigner(key: key, chain: try chain.map { try $0.pem }.joined())
        let subject = Descriptor(mediaType: .imageIndex, digest: try OCIModel.Digest(EnvelopeWorkshop.digest), size: 1)
        let time = try #require(Timestamp("2026-06-01T00:00:00Z"))
        let made = try signer.sign(subject, at: time)
        let found = SignatureArtifact.signatures(in: try Manifest(made.manifest), digest: made.descriptor.digest) { _ in
            made.envelope
        }
        #expect(found.map(\.format) == [.notation])
        #expect(found.map(\.subject.rawValue) == [EnvelopeWorkshop.digest])
        #expect(found.map(\.artifact) == [made.descriptor.digest])
        #expect(found.map(\.identity) == [try NotationSignature(envelope: made.envelope).identity])
        #expect(found.allSatisfy { !$0.isMade(by: key.verificationKey) })
    }
}
