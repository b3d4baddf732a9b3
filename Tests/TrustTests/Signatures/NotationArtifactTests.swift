// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing
import Trust

@Suite struct NotationArtifactTests {
    private func found(_ envelope: [UInt8]) throws -> [FoundSignature] {
        let subject = String(repeating: "ab", count: 32)
        let text = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
            "artifactType":"application/vnd.cncf.notary.signature","config":{"mediaType":\
            "application/vnd.oci.empty.v1+json","size":2,"digest":"\(Digest(sha256Of: Array("{}".utf8)))"},\
            "layers":[{"mediaType":"application/jose+json","size":\(envelope.count),\
            "digest":"\(Digest(sha256Of: envelope))"}],"subject":{"mediaType":\
            "application/vnd.oci.image.manifest.v1+json","digest":"sha256:\(subject)","size":7}}
            """
        let manifest = try Manifest(Array(text.utf8))
        #expect(SignatureArtifact.isSignature(manifest))
        #expect(SignatureArtifact.blobs(of: manifest).count == 1)
        return SignatureArtifact.signatures(in: manifest, digest: Digest(sha256Of: manifest.bytes)) { _ in envelope }
    }

    @Test func anEnvelopeIsASignatureThatNoKeyAloneVouchesFor() throws {
        let envelope = Array(try #require(NotationVectors.all["ES256"]).utf8)
        let signature = try #require(try found(envelope).first)
        #expect(signature.format == .notation)
        #expect(signature.subject.hex == String(repeating: "ab", count: 32))
        #expect(signature.identity == (try NotationSignature(envelope: envelope).identity))
        #expect(signature.reference == nil)
        #expect(signature.check == .certificates(envelope: envelope))
        #expect(!signature.isMade(by: SigningKey.generate().verificationKey))
        #expect(signature.isSignature)
    }

    @Test func whatIsNoEnvelopeIsLeftOut() throws {
        #expect(try found(Array("{}".utf8)).isEmpty)
    }
}
