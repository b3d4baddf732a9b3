// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Trust

@Suite struct SigstoreBundleTests {
    private static let key = SigningKey.generate()
    private static let digest = Digest(sha256Of: [])
    private static let other = Digest(sha256Of: [1])

    private static func statement(
        type: String = Statement.type,
        subject: String = #"{"name":"a.example/app","digest":{"sha256":"\#(digest.hex)"},"#
            + #""annotations":{"dev.holdfast.tag":"1.0"}}"#,
        predicateType: String = FoundSignature.signPredicate,
        predicate: String = "{}",
        more: String = ""
    ) -> String {
        #"{"_type":"\#(type)","subject":[\#(subject)],"predicateType":"\#(predicateType)","predicate":\#(predicate)\#(more)}"#
    }

    private func read(_ statement: String, expecting: Digest = digest) -> Statement? {
        try? Statement(Array(statement.utf8), expecting: expecting)
    }

    @Test func readsTheTagOfASubject() {
        #expect(read(Self.statement())?.reference?.description == "a.example/app:1.0")
        #expect(read(Self.statement())?.subject == Self.digest)
    }

    @Test(arguments: [
        statement(more: #","a":1"#), statement(type: "https://in-toto.io/Statement/v0.1"),
        statement(subject: #"{"digest":{"sha256":"\#(digest.hex)"},"a":1}"#), statement(subject: ""),
        statement(subject: #"{"digest":{"sha256":"AB"}}"#), statement(subject: "1"), statement(predicateType: ""),
        statement(more: #","predicate":{}"#), "[]", "",
    ])
    func refusesStatementsThatCosignRefuses(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func ofSeveralSubjectsTheOneThatIsMeantCounts() {
        let subjects =
            #"{"name":"a.example/x","digest":{"sha256":"\#(Self.other.hex)"}},"#
            + #"{"name":"a.example/y","digest":{"sha256":"\#(Self.digest.hex)"}}"#
        #expect(read(Self.statement(subject: subjects))?.reference?.repository == "y")
        #expect(read(Self.statement(subject: subjects), expecting: Self.other)?.reference?.repository == "x")
        #expect(read(Self.statement(subject: subjects), expecting: Digest(sha256Of: [2]))?.subject == Self.other)
    }

    struct Release: Sendable {
        var name = #""name":"a.example/app","#
        var annotation = "1.0"
        var purl: String
        let reading: String?
    }

    private static func purl(_ digest: Digest, _ rest: String) -> String {
        "pkg:oci/app@sha256%3A\(digest.hex)?\(rest)"
    }

    @Test(arguments: [
        Release(purl: purl(digest, "repository_url=a.example/app&tag=1.0"), reading: "a.example/app:1.0"),
        Release(name: "", purl: purl(digest, "repository_url=a.example/app&tag=1.0"), reading: "a.example/app:1.0"),
        Release(
            annotation: "2.0",
            purl: purl(digest, "repository_url=a.example/app&tag=1.0"),
            reading: "a.example/app"
        ),
        Release(purl: purl(digest, "repository_url=b.example/app&tag=1.0"), reading: "b.example/app"),
        Release(purl: purl(other, "repository_url=a.example/app&tag=1.0"), reading: "a.example/app"),
        Release(purl: "pkg:oci/app", reading: "a.example/app"),
    ])
    func aReleaseBindsTheTagUnlessItContradictsItself(_ release: Release) {
        let text = Self.statement(
            subject: #"{\#(release.name)"digest":{"sha256":"\#(Self.digest.hex)"},"#
                + #""annotations":{"dev.holdfast.tag":"\#(release.annotation)"}}"#,
            predicateType: FoundSignature.releasePredicate,
            predicate: #"{"purl":"\#(release.purl)"}"#
        )
        #expect(read(text)?.reference?.description == release.reading)
    }

    @Test(arguments: ["https://spdx.dev/Document", "https://slsa.dev/provenance/v1", "https://example.com/scan-failed"])
    func anAttestationIsNoSignature(_ predicateType: String) throws {
        let envelope = try DSSEEnvelope(
            signing: Array(Self.statement(predicateType: predicateType).utf8),
            by: Self.key
        )
        let bundle = SigstoreBundle.bytes(of: envelope, by: Self.key.verificationKey)
        let signature = try #require(found(bundle))
        #expect(signature.isMade(by: Self.key.verificationKey))
        #expect(!signature.isSignature)
    }

    struct Change: Sendable {
        let from: String
        let to: String
    }

    @Test(arguments: [
        Change(from: #"{"mediaType""#, to: #"{"a":1,"mediaType""#),
        Change(from: "bundle.v0.3", to: "bundle.v0.1"),
        Change(from: #"{"publicKey""#, to: #"{"a":1,"publicKey""#),
        Change(from: #"{"payload""#, to: #"{"a":1,"payload""#),
        Change(from: #"{"sig""#, to: #"{"a":1,"sig""#),
        Change(from: #""signatures":["#, to: #""signatures":[{"sig":"AAAA"},"#),
        Change(from: "dsseEnvelope", to: "messageSignature"),
        Change(from: "application/vnd.in-toto+json", to: "text/plain"),
        Change(from: #""payload":""#, to: #""payload":"*"#),
    ])
    func aBundleThatIsNotAsItShouldBeIsLeftOut(_ change: Change) throws {
        let envelope = try DSSEEnvelope(signing: Array(Self.statement().utf8), by: Self.key)
        let bundle = SigstoreBundle.bytes(of: envelope, by: Self.key.verificationKey)
        #expect(found(bundle) != nil)
        let text = String(decoding: bundle, as: UTF8.self)
        let changed = text.replacing(change.from, with: change.to, maxReplacements: 1)
        #expect(changed != text)
        #expect(found(Array(changed.utf8)) == nil)
    }

    @Test func aChangedPayloadOrTypeIsNotMadeByTheKey() throws {
        let envelope = try DSSEEnvelope(signing: Array(Self.statement().utf8), by: Self.key)
        let changed = Self.statement().replacing("1.0", with: "2.0")
        let bundle = String(decoding: SigstoreBundle.bytes(of: envelope, by: Self.key.verificationKey), as: UTF8.self)
            .replacing(Base64.encode(envelope.payload), with: Base64.encode(Array(changed.utf8)))
        let signature = try #require(found(Array(bundle.utf8)))
        #expect(signature.reference?.tag == "2.0")
        #expect(!signature.isMade(by: Self.key.verificationKey))
    }

    @Test func encodesWhatIsSignedAsOthersDo() throws {
        let bundle = try SigstoreBundle(Array(CosignFixture.signBundle.utf8))
        let message = String(decoding: bundle.envelope.message, as: UTF8.self)
        #expect(message.hasPrefix("DSSEv1 28 application/vnd.in-toto+json 287 {\"_type\":"))
    }

    @Test func damagedBundlesAndPayloadsNeverCrash() throws {
        var numbers = Deterministic(seed: 11)
        let key = try VerificationKey(pem: KeyFixture.publicKey)
        let texts = [CosignFixture.signBundle, CosignFixture.releaseBundle]
        for round in 0..<300 {
            let bundle = numbers.damaged(Array(texts[round % 2].utf8))
            if let signature = found(bundle), signature.isMade(by: key) {
                #expect(signature.reference?.tag == "1.0")
            }
            let statement = numbers.damaged(Array(Self.statement().utf8))
            _ = try? Statement(statement, expecting: nil)
            let payload = numbers.damaged(Array(CosignFixture.indexPayload.utf8))
            _ = try? SimpleSigningPayload(payload)
            _ = SimpleSigningPayload.strictFaults(payload, pulledAs: "a.example/app:1")
            _ = PackageURL(
                String(decoding: numbers.damaged(Array(Self.purl(Self.digest, "a=%20").utf8)), as: UTF8.self)
            )
        }
    }

    private func found(_ bundle: [UInt8]) -> FoundSignature? {
        let subject = Descriptor(mediaType: .imageManifest, digest: Self.digest, size: 1)
        let bytes = BundleManifest.bytes(
            bundle: bundle,
            subject: subject,
            predicateType: "any",
            time: Timestamp(microseconds: 0)
        )
        guard let manifest = try? Manifest(bytes) else { return nil }
        return SignatureArtifact.signatures(in: manifest, digest: Digest(sha256Of: bytes)) { _ in bundle }.first
    }
}
