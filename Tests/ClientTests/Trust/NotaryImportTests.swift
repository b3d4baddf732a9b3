// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    @Suite(.needs("notary", "notary-server", "openssl"))
    struct NotaryImportTests {
        private static let gun = "registry.example.com/team/app"

        /// The SHA-256 of a letter, as something that a tag could mean.
        private static let digests = [
            "a": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
            "b": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
            "c": "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6",
        ]

        private struct Imported: Decodable {
            struct Entry: Decodable {
                let tag: String
                let digest: String
                let roles: [String]
                let signers: [String]
            }
            let imported: Int
            let known: Int
            let entries: [Entry]
        }

        private func add(
            _ name: String,
            _ letter: String,
            _ server: NotaryServer,
            role: String? = nil
        ) async throws {
            let digest = try #require(Self.digests[letter])
            try await server.notary(
                ["addhash", Self.gun, name, "528", "--sha256", digest, "-p"] + (role.map { ["-r", $0] } ?? [])
            )
        }

        /// A repository with a tag that moved, a delegation, one signed with RSA, and keys that were replaced.
        private func publish(to server: NotaryServer) async throws {
            try await server.notary("init", Self.gun)
            try await add("1.0", "a", server)
            try await add("1.0", "b", server)
            let releases = try await server.makeDelegationKey("alice", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            let bob = try await server.makeDelegationKey("bob", ["rsa:2048"])
            try await server.notary(
                "delegation",
                "add",
                Self.gun,
                "targets/releases",
                releases.certificate,
                "--all-paths",
                "-p"
            )
            try await server.notary("delegation", "add", Self.gun, "targets/bob", bob.certificate, "--paths", "b", "-p")
            try await server.notary("key", "import", releases.key, "--role", "targets/releases", "--gun", Self.gun)
            try await server.notary("key", "import", bob.key, "--role", "targets/bob", "--gun", Self.gun)
            try await add("2.0", "a", server, role: "targets/releases")
            try await add("2.0", "c", server, role: "targets/releases")
            try await add("b1", "a", server, role: "targets/bob")
            try await server.notary("key", "rotate", Self.gun, "snapshot", "-r")
            try await server.notary("key", "rotate", Self.gun, "targets")
            try await add("3.0", "a", server)
        }

        /// The id of the private key of the root, as its file is called.
        private func rootKey(of server: NotaryServer) throws -> String {
            let folder = "\(server.trust)/private"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            let name = try names.first { try Shell.text(of: "\(folder)/\($0)").contains("role: root") }
            return String(try #require(name).dropLast(4))
        }

        @Test func importsTheHistoryThatNotaryPublished() async throws {
            try await NotaryServer.run { server in
                try await publish(to: server)
                try await RegistryProcess.run { registry in
                    let arguments = ["import", "dct", Self.gun, "--notary", server.url]
                    let asked = try await registry.holdfast(arguments)
                    #expect(asked.status == 2, "\(asked)")
                    #expect(asked.errors.contains("its root keys are: "))

                    let key = try rootKey(of: server)
                    let run = try await registry.holdfast(arguments + ["--root-key", key, "--format", "json"])
                    #expect(run.status == 0, "\(run)")
                    let document = try run.decode(Imported.self)
                    #expect(document.imported == 6)
                    let names = Dictionary(uniqueKeysWithValues: Self.digests.map { ("sha256:\($1)", $0) })
                    let lines = document.entries.map { "\($0.tag) \(names[$0.digest] ?? "?") \($0.roles.joined())" }
                    #expect(
                        lines == [
                            "1.0 a targets", "1.0 b targets", "2.0 a targets/releases", "2.0 c targets/releases",
                            "b1 a targets/bob", "3.0 a targets",
                        ]
                    )
                    #expect(document.entries.allSatisfy { $0.signers.count == 1 && $0.signers[0].count == 64 })
                    // The key of targets was replaced before the last.
                    #expect(document.entries[0].signers == document.entries[1].signers)
                    #expect(document.entries[0].signers != document.entries[5].signers)

                    let shown = try await registry.holdfast("history", "team/app", "--format", "json")
                    let events = try shown.decode(HistoryDocument.self).events
                    #expect(events.map(\.event) == Array(repeating: "imported", count: 6))
                    #expect(events.map(\.digest) == document.entries.reversed().map(\.digest))
                    #expect(events.allSatisfy { $0.reason?.hasPrefix("Docker Content Trust, targets") == true })

                    let again = try await registry.holdfast(arguments + ["--root-key", key, "--format", "json"])
                    #expect(try again.decode(Imported.self).known == 6)
                    let log = try await HTTP(base: registry.url).get("/v2/team/app/_holdfast/log/tile/entries/000.p/6")
                    let text = String(decoding: log.body, as: UTF8.self)
                    #expect(text.contains("\"source\":\"dct:\(Self.gun)\""))
                    #expect(text.contains(document.entries[4].signers[0]))
                }
            }
        }

        @Test func importsFromTheCacheOfAPublisher() async throws {
            try await NotaryServer.run { server in
                try await publish(to: server)
                try await server.notary("list", Self.gun)
                try await RegistryProcess.run { registry in
                    let run = try await registry.holdfast(
                        "import",
                        "dct",
                        Self.gun,
                        "--trust-dir",
                        server.trust,
                        "--root-key",
                        try rootKey(of: server),
                        "--to",
                        "archive/app",
                        "--format",
                        "json"
                    )
                    #expect(run.status == 0, "\(run)")
                    let document = try run.decode(Imported.self)
                    #expect(document.entries.map(\.tag).sorted() == ["1.0", "2.0", "3.0", "b1"])
                    #expect(document.imported == 4)
                }
            }
        }

        @Test func refusesTheRootOfAnotherPublisher() async throws {
            try await NotaryServer.run { server in
                try await server.notary("init", Self.gun)
                try await add("1.0", "a", server)
                try await RegistryProcess.run { registry in
                    let run = try await registry.holdfast(
                        "import",
                        "dct",
                        Self.gun,
                        "--notary",
                        server.url,
                        "--root-key",
                        String(repeating: "0", count: 64)
                    )
                    #expect(run.status == 6, "\(run)")
                    let shown = try await registry.holdfast("history", "team/app", "--format", "json")
                    #expect(try shown.decode(HistoryDocument.self).events.isEmpty)
                }
            }
        }
    }
}
