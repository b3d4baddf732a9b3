// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct SignaturePublicationTests {
    private static let key = SigningKey.generate()
    private static let index = Descriptor(mediaType: .imageIndex, digest: Digest(sha256Of: [1]), size: 289)
    private static let child = Descriptor(mediaType: .imageManifest, digest: Digest(sha256Of: [2]), size: 397)

    private func publish(
        _ index: Manifest? = nil,
        of image: Descriptor = index,
        tag: String? = "1.0",
        annotations: [String: String] = [:]
    ) throws -> SignaturePublication {
        try SignaturePublication(
            signing: SignaturePublication.Target(image, companion: index),
            children: [SignaturePublication.Target(Self.child, companion: nil)],
            key: Self.key,
            authority: "127.0.0.1:5055",
            repository: try RepositoryName("team/vec"),
            tag: try tag.map { try Tag($0) },
            annotations: annotations,
            creator: "Holdfast test",
            time: Timestamp(microseconds: 1_795_208_245_000_000)
        )
    }

    private func found(_ publication: SignaturePublication) throws -> [FoundSignature] {
        try publication.manifests.flatMap { manifest in
            SignatureArtifact.signatures(
                in: try Manifest(manifest.bytes, declared: manifest.mediaType),
                digest: manifest.digest
            ) { digest in publication.blobs.first { $0.digest == digest }?.bytes }
        }
    }

    @Test func signsWhatIsCalledByALongDigestByBundlesAlone() throws {
        let digest = try Digest("sha512:" + String(repeating: "5", count: 128))
        let publication = try publish(of: Descriptor(mediaType: .imageIndex, digest: digest, size: 289))
        let own = publication.manifests.filter { $0.subject == digest }
        #expect(own.map(\.tag) == [nil, nil])
        let signatures = try found(publication).filter { $0.subject == digest }
        #expect(signatures.count == 2)
        for signature in signatures {
            #expect(signature.isMade(by: Self.key.verificationKey))
            #expect(signature.reference?.description == "127.0.0.1:5055/team/vec:1.0")
        }
    }

    @Test func signsTheIndexAndEachImageInBothForms() throws {
        let publication = try publish()
        #expect(publication.manifests.count == 5)
        #expect(
            publication.manifests.map(\.tag?.rawValue) == [
                "sha256-\(Self.index.digest.hex).sig", "sha256-\(Self.child.digest.hex).sig", nil, nil, nil,
            ]
        )
        let signatures = try found(publication)
        #expect(signatures.map(\.subject) == publication.manifests.map(\.subject))
        #expect(Set(signatures.map(\.identity)) == Set(publication.identities))
        for signature in signatures {
            #expect(signature.isMade(by: Self.key.verificationKey))
            #expect(signature.isSignature)
            #expect(signature.reference?.description == "127.0.0.1:5055/team/vec:1.0")
        }
        let formats = signatures.map(\.format)
        #expect(formats.filter { $0 == .simpleSigning }.count == 2)
        #expect(formats.filter { $0 == .bundle(predicateType: FoundSignature.signPredicate) }.count == 2)
        #expect(formats.last == .bundle(predicateType: FoundSignature.releasePredicate))
    }

    @Test func whatItSignsMeetsTheStrictestRequirement() throws {
        let judgement = TrustJudgement(
            requirements: [TrustRequirement(keys: ["release"])],
            keys: [TrustedKey(name: "release", key: Self.key.verificationKey)],
            signatures: try found(publish()).map { SeenSignature($0, firstSeen: nil) },
            digest: Self.index.digest,
            repository: try RepositoryName("team/vec"),
            tag: try Tag("1.0"),
            authorities: AcceptedAuthorities(["127.0.0.1:5055"])
        )
        #expect(judgement.isMet, "\(judgement.reason)")
    }

    @Test func podmanWouldAcceptEveryPayload() throws {
        let publication = try publish(annotations: ["creator": "somebody", "dev.holdfast.tag": "9", "commit": "ab"])
        for manifest in publication.manifests.prefix(2) {
            let layer = try #require(try Manifest(manifest.bytes).layers.first)
            let payload = try #require(publication.blobs.first { $0.digest == layer.digest }).bytes
            #expect(SimpleSigningPayload.strictFaults(payload, pulledAs: "127.0.0.1:5055/team/vec:1.0").isEmpty)
            let json = try JSONValue(parsing: payload)
            #expect(json["optional"]?["dev.holdfast.tag"] == .string("1.0"))
            #expect(json["optional"]?["timestamp"] == .integer(1_795_208_245))
            #expect(json["optional"]?["commit"] == .string("ab"))
        }
    }

    // cosign takes what it signed for a referrer only with these.
    @Test func bundlesHangOnTheirSubjectWithTheirKind() throws {
        for published in try publish().manifests.dropFirst(2) {
            let manifest = try Manifest(published.bytes)
            #expect(manifest.artifactType == "application/vnd.dev.sigstore.bundle.v0.3+json")
            #expect(manifest.config?.digest == Digest(sha256Of: Array("{}".utf8)))
            #expect(manifest.config?.mediaType.rawValue == "application/vnd.oci.empty.v1+json")
            #expect(manifest.subject?.digest == published.subject)
            #expect(manifest.annotations["dev.sigstore.bundle.content"] == "dsse-envelope")
            #expect(manifest.annotations["dev.sigstore.bundle.predicateType"] != nil)
            #expect(manifest.annotations["org.opencontainers.image.created"] != nil)
        }
    }

    @Test func bundlesNameNoKeyByAnIdentifier() throws {
        for blob in try publish().blobs {
            #expect(!String(decoding: blob.bytes, as: UTF8.self).contains("keyid"))
        }
    }

    @Test func everyBlobOfAManifestIsThere() throws {
        let publication = try publish()
        let there = Set(publication.blobs.map(\.digest))
        for manifest in publication.manifests {
            #expect(manifest.digest == Digest(sha256Of: manifest.bytes))
            for blob in try Manifest(manifest.bytes).blobs {
                #expect(there.contains(blob.digest))
                #expect(publication.blobs.first { $0.digest == blob.digest }.map { Int64($0.bytes.count) } == blob.size)
            }
        }
        #expect(there.count == publication.blobs.count)
    }

    @Test func keepsTheSignaturesThatWereThere() throws {
        let earlier = try Manifest(Array(CosignFixture.indexSignatureManifest.utf8))
        let publication = try publish(earlier)
        let first = try #require(publication.manifests.first)
        let manifest = try Manifest(first.bytes)
        #expect(manifest.keepsEverything(of: earlier))
        #expect(manifest.layers.count == 2)
        let config = try #require(publication.blobs.first { $0.digest == manifest.config?.digest })
        let json = try JSONValue(parsing: config.bytes)
        #expect(json["rootfs"]?["diff_ids"]?.array?.compactMap(\.string) == manifest.layers.map(\.digest.rawValue))
        #expect(json["history"]?.array?.count == 2)
        let third = try publish(manifest)
        #expect(try Manifest(try #require(third.manifests.first).bytes).keepsEverything(of: manifest))
    }

    @Test func doesNotOverwriteWhatIsNoSignature() throws {
        let foreign = try Manifest(Array(CosignFixture.signManifest.utf8))
        #expect(throws: PublicationError.foreignCompanion(of: Self.index.digest)) { try publish(foreign) }
    }

    @Test func stopsWhereClientsStopReading() throws {
        let layer = try #require(try Manifest(Array(CosignFixture.indexSignatureManifest.utf8)).layers.first)
        let text = #"{"mediaType":"\#(layer.mediaType)","size":1,"digest":"\#(layer.digest)"}"#
        let many = [String](repeating: text, count: 1_000).joined(separator: ",")
        let full = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":\
            "application/vnd.oci.image.config.v1+json","digest":"\(Self.index.digest)","size":2},"layers":[\(many)]}
            """
        #expect(throws: PublicationError.fullCompanion(of: Self.index.digest)) {
            try publish(try Manifest(Array(full.utf8)))
        }
    }

    @Test func withoutATagTheDigestAloneIsSigned() throws {
        let signatures = try found(publish(tag: nil, annotations: ["dev.holdfast.tag": "1.0"]))
        #expect(signatures.count == 4)
        #expect(signatures.allSatisfy { $0.reference?.tag == nil })
    }
}
