// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct SignatureArtifactTests {
    private static let index = "sha256:827bd657303479532fc3508927e7c81fcd0455f4a289a51c7af58a95cb3fea4f"

    private func found(_ manifest: String, _ blobs: String...) throws -> [FoundSignature] {
        let manifest = try Manifest(Array(manifest.utf8))
        var content: [Digest: [UInt8]] = [:]
        for blob in blobs { content[Digest(sha256Of: Array(blob.utf8))] = Array(blob.utf8) }
        return SignatureArtifact.signatures(in: manifest, digest: Digest(sha256Of: manifest.bytes)) { content[$0] }
    }

    @Test func readsWhatSkopeoReads() throws {
        let signature = try #require(
            try found(CosignFixture.indexSignatureManifest, CosignFixture.indexPayload).first
        )
        #expect(signature.format == .simpleSigning)
        #expect(signature.subject.rawValue == Self.index)
        #expect(signature.reference?.description == "127.0.0.1:5055/team/vec:1.0")
        #expect(signature.isMade(by: try VerificationKey(pem: KeyFixture.publicKey)))
        #expect(!signature.isMade(by: SigningKey.generate().verificationKey))
        #expect(signature.isSignature)
    }

    @Test func readsTheBundlesThatCosignReads() throws {
        let signed = try #require(try found(CosignFixture.signManifest, CosignFixture.signBundle).first)
        let released = try #require(try found(CosignFixture.releaseManifest, CosignFixture.releaseBundle).first)
        #expect(signed.format == .bundle(predicateType: FoundSignature.signPredicate))
        #expect(released.format == .bundle(predicateType: FoundSignature.releasePredicate))
        for signature in [signed, released] {
            #expect(signature.subject.rawValue == Self.index)
            #expect(signature.reference?.description == "127.0.0.1:5055/team/vec:1.0")
            #expect(signature.isMade(by: try VerificationKey(pem: KeyFixture.publicKey)))
            #expect(signature.isSignature)
        }
        #expect(signed.identity != released.identity)
    }

    @Test func knowsSignaturesByTheirTypes() throws {
        for manifest in [
            CosignFixture.indexSignatureManifest, CosignFixture.signManifest, CosignFixture.releaseManifest,
        ] {
            #expect(SignatureArtifact.isSignature(try Manifest(Array(manifest.utf8))))
        }
        let image = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":\
            "application/vnd.oci.image.config.v1+json","digest":"\(Self.index)","size":2},"layers":[]}
            """
        #expect(!SignatureArtifact.isSignature(try Manifest(Array(image.utf8))))
    }

    // The variant in which the manifest refers to the image instead of standing under a companion tag.
    @Test func readsPayloadsInAManifestThatRefers() throws {
        let manifest =
            CosignFixture.indexSignatureManifest
            .replacing(
                #""config":{"mediaType":"application/vnd.oci.image.config.v1+json""#,
                with: #""config":{"mediaType":"application/vnd.dev.cosign.artifact.sig.v1+json""#
            )
            .dropLast()
            + #","subject":{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"\#(Self.index)","size":289}}"#
        #expect(try found(String(manifest), CosignFixture.indexPayload).count == 1)
    }

    @Test func whatIsNotThereOrNotASignatureIsLeftOut() throws {
        #expect(try found(CosignFixture.indexSignatureManifest).isEmpty)
        let manifest = try Manifest(Array(CosignFixture.indexSignatureManifest.utf8))
        let other = SignatureArtifact.signatures(in: manifest, digest: Digest(sha256Of: [])) { _ in Array("{}".utf8) }
        #expect(other.isEmpty)
        let unsigned = CosignFixture.indexSignatureManifest
            .replacing("dev.cosignproject.cosign/signature", with: "dev.example/signature")
        #expect(try found(unsigned, CosignFixture.indexPayload).isEmpty)
    }

    @Test func ofManyLayersTheFirstThousandAreRead() throws {
        let layer = try #require(try Manifest(Array(CosignFixture.indexSignatureManifest.utf8)).layers.first)
        let text = """
            {"mediaType":"\(layer.mediaType)","size":\(layer.size),"digest":"\(layer.digest)","annotations":\
            {"dev.cosignproject.cosign/signature":"\(layer.annotations.values.first ?? "")"}}
            """
        let many = [String](repeating: text, count: 1_200).joined(separator: ",")
        let manifest = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":\
            "application/vnd.oci.image.config.v1+json","digest":"\(Self.index)","size":2},"layers":[\(many)]}
            """
        #expect(try found(manifest, CosignFixture.indexPayload).count == 1_000)
        #expect(SignatureArtifact.blobs(of: try Manifest(Array(manifest.utf8))).count == 1)
    }

    @Test func blobsThatAreTooLargeAreNotAskedFor() throws {
        let large = CosignFixture.indexSignatureManifest.replacing("\"size\":314", with: "\"size\":70000")
        #expect(SignatureArtifact.blobs(of: try Manifest(Array(large.utf8))).isEmpty)
        let bundle = CosignFixture.signManifest.replacing("\"size\":735", with: "\"size\":1048577")
        #expect(SignatureArtifact.blobs(of: try Manifest(Array(bundle.utf8))).isEmpty)
    }
}
