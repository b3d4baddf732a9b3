// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import OCIModel
import Testing
import Trust

extension ClientTests {
    /// Keys, payloads and bundles against cryptography of another make.
    @Suite(
        .needs(
            "openssl",
            CosignOracle.python,
            CosignOracle.libraries[0],
            CosignOracle.libraries[1],
            CosignOracle.libraries[2]
        )
    )
    struct CosignTests {
        private let directory: TemporaryDirectory
        private let key = SigningKey.generate()

        init() throws {
            directory = try TemporaryDirectory()
            try directory.write("key.pub", key.verificationKey.pem)
        }

        private func publication() throws -> SignaturePublication {
            let index = Descriptor(mediaType: .imageIndex, digest: Digest(sha256Of: [1]), size: 289)
            let child = Descriptor(mediaType: .imageManifest, digest: Digest(sha256Of: [2]), size: 397)
            return try SignaturePublication(
                signing: SignaturePublication.Target(index, companion: nil),
                children: [SignaturePublication.Target(child, companion: nil)],
                key: key,
                authority: "registry.example.com",
                repository: RepositoryName("team/app"),
                tag: Tag("1.0"),
                creator: "Holdfast",
                time: Timestamp(microseconds: 0)
            )
        }

        private func signatures() throws -> [FoundSignature] {
            let publication = try publication()
            return try publication.manifests.flatMap { manifest in
                SignatureArtifact.signatures(in: try Manifest(manifest.bytes), digest: manifest.digest) { digest in
                    publication.blobs.first { $0.digest == digest }?.bytes
                }
            }
        }

        private func openssl(verifies signature: [UInt8], over message: [UInt8]) async throws -> Shell.Outcome {
            try await Shell.run(
                "openssl",
                [
                    "dgst", "-sha256", "-verify", "\(directory.path)/key.pub",
                    "-signature", try directory.write("signature", Data(signature)),
                    try directory.write("message", Data(message)),
                ]
            )
        }

        @Test func opensslVerifiesPayloadsAndStatements() async throws {
            let signatures = try signatures()
            #expect(signatures.count == 5)
            for signature in signatures {
                guard case .key(let bytes, let message) = signature.check else {
                    Issue.record("a signature that needs certificates")
                    continue
                }
                let outcome = try await openssl(verifies: bytes, over: message)
                #expect(outcome.status == 0, "\(outcome)")
                let changed = try await openssl(verifies: bytes, over: message + [0])
                #expect(changed.status != 0)
            }
        }

        @Test func opensslSignsWhatIsVerifiedHere() async throws {
            let file = try directory.write("plain.pem", "")
            let made = try await Shell.run(
                "openssl",
                ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file]
            )
            #expect(made.status == 0, "\(made)")
            let message = try directory.write("message", "content")
            let signature = "\(directory.path)/signature"
            let signed = try await Shell.run("openssl", ["dgst", "-sha256", "-sign", file, "-out", signature, message])
            #expect(signed.status == 0, "\(signed)")
            let imported = try SigningKey(importing: String(contentsOfFile: file, encoding: .utf8))
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: signature)))
            #expect(imported.verificationKey.verifies(bytes, over: Array("content".utf8)))
        }

        @Test(arguments: ScryptCost.allCases)
        func othersOpenTheKeyFilesOfOurs(_ cost: ScryptCost) async throws {
            let file = try key.encryptedPEM(password: Array("pass word".utf8), cost: cost)
            let path = try directory.write("holdfast.key", file)
            let outcome = try await CosignOracle.run("open", path, "pass word")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output == "\(cost.rawValue)\n\(key.verificationKey.pem)")
            let wrong = try await CosignOracle.run("open", path, "password")
            #expect(wrong.status != 0)
        }

        @Test(
            arguments: zip(
                [ScryptCost.n32768, .n65536],
                ["ENCRYPTED COSIGN PRIVATE KEY", "ENCRYPTED SIGSTORE PRIVATE KEY"]
            )
        )
        func keyFilesOfOthersAreOpenedHere(_ cost: ScryptCost, _ label: String) async throws {
            let path = "\(directory.path)/other.key"
            let outcome = try await CosignOracle.run("seal", path, "secret", "\(cost.rawValue)", label)
            #expect(outcome.status == 0, "\(outcome)")
            let file = try String(contentsOfFile: path, encoding: .utf8)
            let opened = try SigningKey(pem: file, password: Array("secret".utf8))
            #expect(opened.verificationKey.pem == outcome.output)
        }

        @Test func othersVerifyTheBundlesOfOurs() async throws {
            let publication = try publication()
            let bundles = publication.manifests.filter { $0.tag == nil }
            #expect(bundles.count == 3)
            for published in bundles {
                let layer = try #require(try Manifest(published.bytes).layers.first)
                let bundle = try #require(publication.blobs.first { $0.digest == layer.digest })
                let path = try directory.write("bundle.json", Data(bundle.bytes))
                let outcome = try await CosignOracle.run("bundle", path, "\(directory.path)/key.pub")
                #expect(outcome.status == 0, "\(outcome)")
                #expect(outcome.line == published.subject.hex)
                let other = try directory.write("other.pub", SigningKey.generate().verificationKey.pem)
                let refused = try await CosignOracle.run("bundle", path, other)
                #expect(refused.status != 0)
            }
        }
    }
}
