// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// Good signatures of Notation, hung on the right content under another name.
    @Suite(.needs("openssl", DatabaseAttack.python))
    struct NotationBindingTests {
        private struct Referrers: Decodable {
            struct Entry: Decodable {
                var digest: String
                var artifactType: String?
            }

            var manifests: [Entry]
        }

        private struct Signature: Decodable {
            struct Blob: Decodable {
                var digest: String
            }

            var config: Blob
            var layers: [Blob]
        }

        private let image: TestImage
        private let ann: Person

        init() throws {
            image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            ann = try Person()
        }

        /// A registry where `team/app:1.0` was signed for notation, and a policy that trusts the signer everywhere.
        private func withSigned(_ body: (RegistryProcess, HTTP) async throws -> Void) async throws {
            try await NotationOracle.makeCertificates(in: ann.home)
            let root = try Shell.text(of: "\(ann.home.path)/root.pem")
            try FileManager.default.createDirectory(
                atPath: "\(ann.home.path)/x509/ca/example",
                withIntermediateDirectories: true
            )
            try ann.home.write("x509/ca/example/root.pem", root)
            try ann.home.write(
                "trustpolicy.json",
                """
                {"version":"1.0","trustPolicies":[{"name":"all","registryScopes":["*"],\
                "signatureVerification":{"level":"strict"},"trustStores":["ca:example"],"trustedIdentities":["*"]}]}
                """
            )
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.push(image, to: "team/app", as: "1.0").status == 201)
                try await ann.succeed(
                    registry,
                    ["sign", "team/app:1.0", "--key", "signer.key", "--notation", "--certificate-chain", "chain.pem"]
                )
                try await body(registry, http)
            }
        }

        private func verify(_ registry: RegistryProcess, _ name: String, bind: String) async throws -> Shell.Outcome {
            try await ann.holdfast(
                registry,
                ["verify", name, "--policy", "trustpolicy.json", "--trust-store", ".", "--bind", bind]
            )
        }

        @Test func aSignatureOfAnotherTagIsNone() async throws {
            try await withSigned { registry, http in
                let good = try await verify(registry, "team/app:1.0", bind: "tag")
                #expect(good.status == 0, "\(good)")
                #expect(try await http.put(manifest: image, to: "team/app", as: "2.0").status == 201)
                let other = try await verify(registry, "team/app:2.0", bind: "tag")
                #expect(other.status == 6, "\(other)")
                #expect(other.output.contains("but it names \(registry.authority)/team/app:1.0"), "\(other)")
                let content = try await verify(registry, "team/app:2.0", bind: "digest")
                #expect(content.status == 0, "\(content)")
            }
        }

        @Test func aSignatureOfAnotherRepositoryIsNone() async throws {
            try await withSigned { registry, http in
                #expect(try await http.push(image, to: "team/copy", as: "1.0").status == 201)
                let listed = try await http.get("/v2/team/app/referrers/\(image.digest)").decode(Referrers.self)
                let entry = try #require(
                    listed.manifests.first { $0.artifactType == "application/vnd.cncf.notary.signature" }
                )
                var stolen = image
                stolen.manifest = try await http.get("/v2/team/app/manifests/\(entry.digest)").body
                let signature = try JSONDecoder().decode(Signature.self, from: stolen.manifest)
                stolen.blobs = []
                for blob in [signature.config] + signature.layers {
                    stolen.blobs.append(try await http.get("/v2/team/app/blobs/\(blob.digest)").body)
                }
                #expect(try await http.push(stolen, to: "team/copy", as: stolen.digest).status == 201)
                let other = try await verify(registry, "team/copy:1.0", bind: "tag")
                #expect(other.status == 6, "\(other)")
                #expect(other.output.contains("but it names \(registry.authority)/team/app:1.0"), "\(other)")
                let content = try await verify(registry, "team/copy:1.0", bind: "digest")
                #expect(content.status == 0, "\(content)")
            }
        }
    }
}
