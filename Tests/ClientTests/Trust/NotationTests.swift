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

    /// Signatures of Notation in a registry whose log knows when they came, and that their key was revoked.
    @Suite(.needs("openssl"))
    struct NotationLogTests {
        private struct Verified: Decodable {
            struct Signatures: Decodable {
                let met: Bool
                let notation: [Finding]
            }

            struct Finding: Decodable {
                let verdict: String
                let firstSeen: Int?
                let fingerprint: String?
            }

            let signatures: Signatures
        }

        private let directory: TemporaryDirectory

        init() throws {
            directory = try TemporaryDirectory()
        }

        private func holdfast(_ registry: RegistryProcess, _ arguments: [String]) async throws -> Shell.Outcome {
            try await Shell.run(
                Machine.holdfast,
                arguments,
                environment: ["HOLDFAST_SERVER": registry.url, "HOME": directory.path, "NO_COLOR": "1"],
                directory: directory.path
            )
        }

        private func verify(_ registry: RegistryProcess, _ tag: String) async throws -> (Shell.Outcome, Verified) {
            let arguments = [
                "verify", "team/app:\(tag)", "--policy", "trustpolicy.json", "--trust-store", "truststore",
            ]
            let told = try await holdfast(registry, arguments)
            return (told, try await holdfast(registry, arguments + ["--format", "json"]).decode(Verified.self))
        }

        /// Pushes an image under a tag and signs it.
        private func publish(_ registry: RegistryProcess, _ tag: String) async throws {
            let image = try TestImage(layers: [TarArchive(["app": "\(tag)\n"]).bytes])
            #expect(try await HTTP(base: registry.url).push(image, to: "team/app", as: tag).status == 201)
            let signed = try await holdfast(
                registry,
                ["sign", "team/app:\(tag)", "--key", "signer.key", "--notation", "--certificate-chain", "chain.pem"]
            )
            #expect(signed.status == 0, "\(signed)")
        }

        @Test func theLogTellsSinceWhenItHasASignatureAndThatTheKeyWasRevoked() async throws {
            try await NotationOracle.makeCertificates(in: directory)
            try directory.write(
                "trustpolicy.json",
                """
                {"version":"1.0","trustPolicies":[{"name":"all","registryScopes":["*"],
                "signatureVerification":{"level":"strict"},"trustStores":["ca:example"],"trustedIdentities":["*"]}]}
                """
            )
            try directory.write("truststore/x509/ca/example/root.pem", try Shell.text(of: "\(directory.path)/root.pem"))
            let keys = "keys: {release: \(directory.path)/signer.pem}\n"
            try await RegistryProcess.run(configuration: keys) { registry in
                try await publish(registry, "1.0")
                let (told, before) = try await verify(registry, "1.0")
                #expect(told.status == 0, "\(told)")
                let seen = try #require(before.signatures.notation.first?.firstSeen)
                #expect(told.output.contains("in the log since entry \(seen)"), "\(told)")
                #expect(before.signatures.notation.map(\.verdict) == ["trusted"])

                let revoked = try await holdfast(registry, ["key", "revoke", "release", "--reason", "stolen"])
                #expect(revoked.status == 0, "\(revoked)")
                let (still, after) = try await verify(registry, "1.0")
                #expect(still.status == 0, "\(still)")
                #expect(after.signatures.notation.first?.firstSeen == seen)

                try await publish(registry, "2.0")
                let (dead, late) = try await verify(registry, "2.0")
                #expect(dead.status == 6, "\(dead)")
                #expect(dead.output.contains("was revoked at entry"), "\(dead)")
                #expect(late.signatures.notation.map(\.verdict) == ["revoked"])
                #expect(!late.signatures.met)
                let listed = try await holdfast(registry, ["key", "list", "--format", "json"])
                #expect(listed.output.contains(try #require(late.signatures.notation.first?.fingerprint)), "\(listed)")
            }
        }
    }
}
