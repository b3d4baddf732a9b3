// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import OCIModel
import Testing
import Trust

extension ClientTests {
    /// Envelopes and exported policies against programs of another make.
    @Suite(.needs("openssl", NotationOracle.python, NotationOracle.library))
    struct NotationTests {
        private let directory: TemporaryDirectory

        init() throws {
            directory = try TemporaryDirectory()
        }

        private func text(_ name: String) throws -> String { try Shell.text(of: "\(directory.path)/\(name)") }

        private func publication() async throws -> NotationPublication {
            try await NotationOracle.makeCertificates(in: directory)
            let signer = try NotationSigner(key: SigningKey(importing: text("signer.key")), chain: text("chain.pem"))
            // The middle of the days for which the certificate was made just now.
            let first = signer.chain.leaf.notBefore
            return try signer.sign(
                Descriptor(mediaType: .imageIndex, digest: Digest(sha256Of: [1]), size: 289),
                tag: Tag("1.0"),
                at: first.advanced(by: .seconds(86_400)),
                expiry: first.advanced(by: .seconds(2 * 86_400))
            )
        }

        @Test func anotherProgramVerifiesWhatWasSigned() async throws {
            let publication = try await publication()
            let outcome = try await NotationOracle.verify(
                try directory.write("envelope.json", Data(publication.envelope))
            )
            #expect(outcome.status == 0, "\(outcome)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.first.map { String($0) } == "\(Digest(sha256Of: [1])) 289 1.0")
            #expect(lines.dropFirst().map { $0.contains("CN=Signer") } == [true, false])
        }

        @Test func anotherProgramRefusesWhatWasChanged() async throws {
            var envelope = String(decoding: try await publication().envelope, as: UTF8.self)
            let start = try #require(envelope.range(of: "\"signature\":\"")).upperBound
            let other: Character = envelope[start] == "A" ? "B" : "A"
            envelope.replaceSubrange(start...start, with: String(other))
            let outcome = try await NotationOracle.verify(try directory.write("envelope.json", envelope))
            #expect(outcome.status != 0, "\(outcome)")
        }

        @Test func takesCertificatesThatOpensslMade() async throws {
            let signature = try NotationSignature(envelope: try await publication().envelope)
            #expect(signature.chain.certificates.count == 2)
            #expect(signature.signer.contains("Signer"))
        }
    }

    /// A `policy.json` against the library that reads it.
    @Suite(.needs("skopeo"))
    struct ExportedPolicyTests {
        @Test func skopeoRefusesWhatIsNotSignedWhereAndOnlyWhereARuleAsks() async throws {
            let directory = try TemporaryDirectory()
            try directory.write("auth.json", "{}")
            let image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            try ImageLayout.write(["1.0": image], to: directory, "in")
            try await RegistryProcess.run { registry in
                let requirement = TrustRequirement(keys: ["release"])
                let policy = try PolicyExport(
                    host: registry.authority,
                    rules: [.init(repositories: ["team/**"], requirements: [requirement])],
                    keys: ["release": .init(pem: SigningKey.generate().verificationKey.pem)]
                ).policy(for: .podman)
                for file in policy.files { try directory.write(file.name, file.text) }
                for repository in ["team/app", "other/app"] {
                    let place = "docker://\(registry.authority)/\(repository):1.0"
                    try await Shell.succeed(
                        "skopeo",
                        ["copy", "--dest-tls-verify=false", "oci:\(directory.path)/in:1.0", place],
                        environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
                    )
                    let pulled = try await Shell.run(
                        "skopeo",
                        [
                            "--policy", "\(directory.path)/policy.json",
                            "--registries.d", "\(directory.path)/registries.d",
                            "copy", "--src-tls-verify=false", place,
                            "dir:\(directory.path)/\(repository.prefix { $0 != "/" })",
                        ],
                        environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
                    )
                    #expect((pulled.status == 0) == (repository == "other/app"), "\(pulled)")
                    #expect(!pulled.errors.contains("invalid policy"), "\(pulled)")
                }
            }
        }
    }
}
