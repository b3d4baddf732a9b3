// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// Proofs in files, verified without a registry.
    @Suite(.needs(DatabaseAttack.python))
    struct TagProofTests {
        private let images: [TestImage]
        private let ann: Person
        /// Somebody who has never met the registry.
        private let bob: Person

        init() throws {
            images = try ["one", "two"].map { try TestImage(layers: [TarArchive(["app": "\($0)\n"]).bytes]) }
            ann = try Person()
            bob = try Person()
        }

        /// A registry with two repositories whose logs have the same length, the proofs of a tag of each in files, and
        /// the key of the first in a file.
        private func withProofs(_ body: (RegistryProcess) async throws -> Void) async throws {
            try await RegistryProcess.run(configuration: "name: registry.example.com\n") { registry in
                let http = HTTP(base: registry.url)
                for repository in ["team/app", "team/other"] {
                    for (image, tag) in zip(images, ["1.0", "2.0"]) {
                        #expect(try await http.push(image, to: repository, as: tag).status == 201)
                    }
                    let proof = try await ann.succeed(registry, "log", "proof", "\(repository):1.0").output
                    for person in [ann, bob] { try person.home.write("\(repository).tlog-proof", proof) }
                }
                try await body(registry)
            }
        }

        private func vkey(_ registry: RegistryProcess, _ repository: String) async throws -> String {
            try await ann.succeed(registry, "log", "key", repository).line
        }

        @Test func aProofHoldsWhenTheRegistryIsGone() async throws {
            try await withProofs { registry in
                let key = try await vkey(registry, "team/app")
                #expect(key.hasPrefix("registry.example.com/team/app+"))
                try await registry.stop()

                let file = "team/app.tlog-proof"
                for arguments in [
                    ["verify", "--proof", file], ["verify", "--proof", file, "team/app:1.0"],
                    ["verify", "--proof", file, "\(registry.authority)/team/app:1.0@\(images[0].digest)"],
                ] {
                    let outcome = try await ann.succeed(registry, arguments)
                    #expect(outcome.output.contains("proven team/app:1.0@\(images[0].digest)"), "\(outcome)")
                    #expect(outcome.output.contains("signed by the log registry.example.com/team/app"), "\(outcome)")
                }
                let unknown = try await bob.holdfast(registry, "verify", "--proof", file)
                #expect(unknown.status == 2, "\(unknown)")
                #expect(unknown.errors.contains("no key of the log registry.example.com/team/app is known here"))
                try await bob.succeed(registry, "verify", "--proof", file, "--log-key", key)
                try await bob.succeed(
                    registry,
                    ["verify", "--proof", file, "--log-key", key, "registry.example.com/team/app:1.0"]
                )
            }
        }

        @Test func aProofOfSomethingElseDoesNotDo() async throws {
            try await withProofs { registry in
                let key = try await vkey(registry, "team/app")
                let otherKey = try await vkey(registry, "team/other")
                try await registry.stop()
                let file = "team/app.tlog-proof"
                for arguments in [
                    [file, "team/app:2.0"], [file, "team/other:1.0"], [file, "team/app:1.0@\(images[1].digest)"],
                    [file, "--log-key", otherKey], ["team/other.tlog-proof", "team/app:1.0"],
                    ["team/other.tlog-proof", "team/app:1.0", "--log-key", key],
                ] {
                    let outcome = try await ann.holdfast(registry, ["verify", "--proof"] + arguments)
                    #expect(outcome.status == 6, "\(outcome)")
                }
            }
        }

        @Test func theCheckpointOfAnotherRepositoryDoesNotDo() async throws {
            try await withProofs { registry in
                let proofs = try ["team/app", "team/other"].map {
                    try Shell.text(of: "\(ann.home.path)/\($0).tlog-proof").components(separatedBy: "\n\n")
                }
                #expect(proofs.allSatisfy { $0.count == 3 })
                try ann.home.write("mixed", ([proofs[0][0]] + proofs[1][1...]).joined(separator: "\n\n"))
                for repository in ["team/app", "team/other"] {
                    let key = try await vkey(registry, repository)
                    let outcome = try await ann.holdfast(registry, "verify", "--proof", "mixed", "--log-key", key)
                    #expect(outcome.status == 6, "\(outcome)")
                }
                #expect(try await ann.holdfast(registry, "verify", "--proof", "mixed").status == 6)

                try await DatabaseAttack.run(
                    on: registry,
                    """
                    UPDATE logHead SET checkpoint = (SELECT other.checkpoint FROM logHead other JOIN repository \
                    ON repository.id = other.repository WHERE name = 'team/other')
                    """
                )
                for person in [ann, bob] {
                    let outcome = try await person.holdfast(registry, "log", "verify", "team/app:1.0")
                    #expect(outcome.status == 6, "\(outcome)")
                    #expect(outcome.errors.contains("is registry.example.com/team/other"), "\(outcome)")
                }
            }
        }

        @Test func noByteOfAProofCanBeChanged() async throws {
            try await withProofs { registry in
                let key = try await vkey(registry, "team/app")
                try await registry.stop()
                let proof = Array(try Shell.text(of: "\(ann.home.path)/team/app.tlog-proof").utf8)
                for position in stride(from: 0, to: proof.count, by: 17) {
                    var changed = proof
                    changed[position] ^= 1
                    try ann.home.write("changed", Data(changed))
                    let outcome = try await ann.holdfast(registry, "verify", "--proof", "changed", "--log-key", key)
                    #expect(outcome.status == 6, "byte \(position): \(outcome)")
                    #expect(try await ann.holdfast(registry, "verify", "--proof", "changed").status != 0)
                }
                try ann.home.write("changed", Data(proof))
                try await ann.succeed(registry, "verify", "--proof", "changed", "--log-key", key)
            }
        }
    }
}
