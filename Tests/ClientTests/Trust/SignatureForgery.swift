// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import OCIModel
import Trust

/// Manifests that claim to be signatures, made by hand.
enum SignatureForgery {
    /// A bundle about an image with a statement of any type, signed as it must be.
    static func bundle(about image: TestImage, predicateType: String, key: SigningKey) throws -> TestImage {
        let hex = image.digest.dropFirst("sha256:".count)
        let statement = """
            {"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"","digest":{"sha256":"\(hex)"}}],\
            "predicateType":"\(predicateType)","predicate":{}}
            """
        let type = "application/vnd.in-toto+json"
        let message = "DSSEv1 \(type.utf8.count) \(type) \(statement.utf8.count) \(statement)"
        let signature = Data(try key.sign(Array(message.utf8))).base64EncodedString()
        let bundle = Data(
            """
            {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",\
            "verificationMaterial":{"publicKey":{"hint":"\(key.verificationKey.hint)"}},\
            "dsseEnvelope":{"payload":"\(Data(statement.utf8).base64EncodedString())","payloadType":"\(type)",\
            "signatures":[{"sig":"\(signature)"}]}}
            """.utf8
        )
        let config = Data("{}".utf8)
        var artifact = image
        artifact.blobs = [config, bundle]
        artifact.manifest = Data(
            """
            {"schemaVersion":2,"mediaType":"\(TestImage.manifestType)",\
            "artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json",\
            "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"\(sha256(of: config))","size":2},\
            "layers":[{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",\
            "digest":"\(sha256(of: bundle))","size":\(bundle.count)}],\
            "subject":{"mediaType":"\(image.mediaType)","digest":"\(image.digest)","size":\(image.manifest.count)}}
            """.utf8
        )
        return artifact
    }

    /// Pushes all that a signing of an image writes, by a clock that shows `time`.
    static func push(
        _ image: TestImage,
        as tag: String,
        in repository: String,
        authority: String,
        key: SigningKey,
        time: Timestamp,
        to http: HTTP
    ) async throws -> [Int] {
        let publication = try SignaturePublication(
            signing: SignaturePublication.Target(
                Descriptor(
                    mediaType: .imageManifest,
                    digest: try Digest(image.digest),
                    size: Int64(image.manifest.count)
                ),
                companion: nil
            ),
            key: key,
            authority: authority,
            repository: RepositoryName(repository),
            tag: Tag(tag),
            creator: "somebody",
            time: time
        )
        for blob in publication.blobs { _ = try await http.push(blob: Data(blob.bytes), to: repository) }
        var statuses: [Int] = []
        for manifest in publication.manifests {
            let answer = try await http.send(
                .PUT,
                "/v2/\(repository)/manifests/\(manifest.tag?.rawValue ?? manifest.digest.rawValue)",
                headers: ["Content-Type": TestImage.manifestType],
                body: Data(manifest.bytes)
            )
            statuses.append(answer.status)
        }
        return statuses
    }

    /// Opens a key file.
    static func key(_ path: String) throws -> SigningKey {
        try SigningKey(pem: try Shell.text(of: path), password: Array(Person.keyPassword.utf8))
    }

    /// The companion tag for the signatures of an image.
    static func companion(of image: TestImage) -> String { image.digest.replacing(":", with: "-") + ".sig" }
}
