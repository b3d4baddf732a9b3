// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// The command line against a running server: exit codes and documents, as scripts rely on them.
    struct CommandLineTests {
        private struct Document: Decodable {
            var schema: String
        }

        private struct Tokens: Decodable {
            struct Token: Decodable {
                var id: String
                var secret: String
            }

            var tokens: [Token]
        }

        private static let rules = """
            rules:
              - {repositories: ["closed/**"], change: deny, delete: deny}
            """

        private let directory: TemporaryDirectory
        private let one: TestImage
        private let two: TestImage
        private let three: TestImage

        init() throws {
            directory = try TemporaryDirectory()
            one = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            two = try TestImage(layers: [TarArchive(["app": "two\n"]).bytes])
            three = try TestImage(layers: [TarArchive(["app": "three\n"]).bytes])
        }

        /// A registry with a tag, a hold that is open and one that was superseded.
        private func withRegistry(
            users: [(name: String, password: String)] = [],
            _ body: (RegistryProcess) async throws -> Void
        ) async throws {
            try await RegistryProcess.run(configuration: Self.rules, users: users) { registry in
                guard users.isEmpty else { return try await body(registry) }
                let http = HTTP(base: registry.url)
                #expect(try await http.push(one, to: "team/app", as: "1.0").status == 201)
                #expect(try await http.push(two, to: "team/app", as: "1.0").status == 409)
                #expect(try await http.push(three, to: "team/app", as: "1.0").status == 409)
                #expect(try await http.push(one, to: "closed/app", as: "1.0").status == 201)
                try await body(registry)
            }
        }

        /// Runs each line of a table and compares the exit status and the schema of the document.
        private func expect(
            _ registry: RegistryProcess,
            _ table: [(arguments: String, status: Int32, schema: String?)],
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            for row in table {
                let arguments = row.arguments.split(separator: " ").map { String($0) }
                let outcome = try await registry.holdfast(arguments + ["--format", "json"])
                #expect(outcome.status == row.status, "\(outcome)", sourceLocation: sourceLocation)
                if let schema = row.schema {
                    let found = try outcome.decode(Document.self).schema
                    #expect(found == "holdfast.\(schema)/1", "\(row.arguments)", sourceLocation: sourceLocation)
                } else {
                    #expect(outcome.output == "", "\(outcome)", sourceLocation: sourceLocation)
                }
            }
        }

        @Test func readingVerbsPrintTheirDocuments() async throws {
            try await withRegistry { registry in
                try await expect(
                    registry,
                    [
                        ("ls", 0, "ls"),
                        ("ls team/app", 0, "ls"),
                        ("ls no/such", 3, nil),
                        ("history team/app:1.0", 0, "history"),
                        ("history team/app --limit 2", 0, "history"),
                        ("holds", 0, "holds"),
                        ("holds list --state all", 0, "holds"),
                        ("holds list team/app", 0, "holds"),
                        ("holds show 2", 0, "holds"),
                        ("holds show team/app:1.0", 0, "holds"),
                        ("holds show 99", 3, nil),
                        ("rules test team/app:1.0", 0, "rules"),
                        ("rules check \(registry.configuration)", 0, "rules"),
                        ("rules check /nowhere.yaml", 2, "rules"),
                    ]
                )
            }
        }

        @Test func imageVerbsPrintTheirDocuments() async throws {
            try await withRegistry { registry in
                let app = "\(registry.authority)/team/app"
                let layout = "oci:\(directory.path)/layout:1.0"
                try await expect(
                    registry,
                    [
                        ("resolve \(app):1.0", 0, "resolve"),
                        ("resolve \(app):none", 3, nil),
                        ("resolve \(app):1.0 \(app):none", 7, "resolve"),
                        ("resolve \(app):1.0@\(two.digest)", 1, "resolve"),
                        ("resolve \(app):1.0 127.0.0.2:9/other:1.0 --creds ann:secret", 2, nil),
                        ("copy \(app):1.0 \(app):2.0@\(two.digest)", 2, nil),
                        ("files \(app):1.0", 0, "files"),
                        ("files \(app):1.0 --platform linux/s390x", 2, nil),
                        ("inspect \(app):1.0", 0, "inspect"),
                        ("inspect \(app):1.0 --without-files", 0, "inspect"),
                        ("diff \(app):1.0 \(app)@\(two.digest)", 1, "diff"),
                        ("diff \(app):1.0 \(registry.authority)/closed/app:1.0", 0, "diff"),
                        ("diff \(app):1.0 \(app):none", 3, nil),
                        ("graph", 0, "graph"),
                        ("graph team/app:1.0", 0, "graph"),
                        ("graph no/such:1.0", 3, nil),
                        ("verify team/app:1.0 --content", 0, "verify"),
                        ("verify team/app:1.0", 0, "verify"),
                        ("verify team/app:1.0 --rootfs /nowhere", 2, nil),
                        ("copy \(app):1.0 \(registry.authority)/copied/app:2.0", 0, "copy"),
                        ("copy \(app)@\(two.digest) \(app):1.0", 1, nil),
                        ("copy \(app):1.0 \(layout)", 0, "copy"),
                        ("diff \(layout) \(app):1.0", 0, "diff"),
                        ("files oci:/nowhere", 2, nil),
                        ("files docker-archive:", 2, nil),
                    ]
                )
            }
        }

        @Test func decidingVerbsEndWithWhatCameOfIt() async throws {
            try await withRegistry { registry in
                try await expect(
                    registry,
                    [
                        ("holds approve 1", 3, nil),
                        ("holds wait 2 --timeout 1s", 3, nil),
                        ("holds reject 2 --reason no", 0, "holds"),
                        ("holds wait 2", 1, "holds"),
                        ("holds reopen 2", 0, "holds"),
                        ("holds approve team/app:1.0@\(three.digest)", 0, "holds"),
                        ("holds wait 2", 0, "holds"),
                        ("holds wait 99", 1, nil),
                        ("delete team/app:1.0@\(one.digest)", 3, nil),
                        ("delete team/app:1.0", 0, "delete"),
                        ("delete team/app:1.0", 3, nil),
                        ("delete closed/app:1.0", 3, nil),
                        ("delete team/app", 2, nil),
                        ("nonsense", 2, nil),
                    ]
                )
            }
        }

        @Test func upkeepVerbsAskTheServerOfTheDirectory() async throws {
            try await withRegistry { registry in
                let data = "--data \(registry.data)"
                try await expect(
                    registry,
                    [
                        ("gc --dry-run \(data)", 0, "gc"),
                        ("gc \(data)", 0, "gc"),
                        ("scrub \(data)", 0, "scrub"),
                        ("backup \(directory.path)/copy \(data)", 0, "backup"),
                        ("backup \(directory.path)/copy \(data)", 2, nil),
                        ("token create robot --expires 1h \(data)", 0, "token"),
                        ("token list \(data)", 0, "token"),
                        ("token revoke 99 \(data)", 3, nil),
                    ]
                )
                // The server does not answer under another address; without the address the directory leads to it.
                let outcome = try await Shell.run(
                    Machine.holdfast,
                    ["scrub", "--data", registry.data, "--format", "json"]
                )
                #expect(outcome.status == 0, "\(outcome)")
            }
        }

        @Test func backupServesTheSameTagsAndHistory() async throws {
            try await withRegistry { registry in
                let copy = "\(directory.path)/copy"
                #expect(try await registry.holdfast("backup", copy).status == 0)
                let history = try await registry.holdfast("history", "team/app", "--format", "json").output
                try await RegistryProcess.run(data: copy) { restored in
                    #expect(try await restored.holdfast("history", "team/app", "--format", "json").output == history)
                    #expect(try await restored.holdfast("scrub").status == 0)
                    let manifest = try await HTTP(base: restored.url).get("/v2/team/app/manifests/1.0")
                    #expect(manifest.body == one.manifest)
                }
            }
        }

        @Test func corruptBlobEndsScrubWithSixAndIsNoLongerServed() async throws {
            try await withRegistry { registry in
                let layer = one.blobs[1]
                let file = "\(registry.data)/blobs/sha256/\(sha256(of: layer).dropFirst("sha256:".count))"
                #expect(chmod(file, 0o644) == 0)
                try Data(layer.reversed()).write(to: URL(fileURLWithPath: file))
                let scrub = try await registry.holdfast("scrub", "--format", "json")
                #expect(scrub.status == 6, "\(scrub)")
                #expect(try scrub.decode(Document.self).schema == "holdfast.scrub/1")
                let http = HTTP(base: registry.url)
                let path = "/v2/team/app/blobs/\(sha256(of: layer))"
                let answer = try await http.get(path)
                #expect(answer.status == 404, "\(answer.text)")
                #expect(answer.text.contains("BLOB_UNKNOWN"))
                #expect(try await http.push(blob: layer, to: "team/app").status == 201)
                #expect(try await http.get(path).body == layer)
                #expect(try await registry.holdfast("scrub").status == 0)
            }
        }

        @Test func accountVerbsChangeWhoMaySignIn() async throws {
            try await withRegistry(users: [("ann", "battery staple")]) { registry in
                let data = ["--data", registry.data]
                let added = try await registry.holdfast(
                    ["user", "add", "bob", "--password-stdin", "--creds", "ann:battery staple"] + data,
                    input: "first"
                )
                #expect(added.status == 0, "\(added)")
                #expect(try await login(registry, "bob:first") == 0)
                let changed = try await Shell.run(
                    Machine.holdfast,
                    ["user", "passwd", "bob", "--password-stdin"] + data,
                    input: "second"
                )
                #expect(changed.status == 0, "\(changed)")
                #expect(try await login(registry, "bob:first") == 4)
                #expect(try await login(registry, "bob:second") == 0)
                let list = try await Shell.run(Machine.holdfast, ["user", "list"] + data)
                #expect(list.output == "ann\nbob\n", "\(list)")
                let removed = try await Shell.run(Machine.holdfast, ["user", "remove", "bob"] + data)
                #expect(removed.status == 0, "\(removed)")
                #expect(try await login(registry, "bob:second") == 4)

                let created = try await Shell.run(
                    Machine.holdfast,
                    ["token", "create", "robot", "--expires", "1h", "--format", "json"] + data
                )
                let token = try #require(try created.decode(Tokens.self).tokens.first)
                #expect(try await login(registry, "robot:\(token.secret)") == 0)
                let revoked = try await Shell.run(Machine.holdfast, ["token", "revoke", token.id] + data)
                #expect(revoked.status == 0, "\(revoked)")
                #expect(try await login(registry, "robot:\(token.secret)") == 4)
            }
        }

        private func login(_ registry: RegistryProcess, _ credentials: String) async throws -> Int32 {
            try await registry.holdfast("ls", "--creds", credentials).status
        }

        @Test func upkeepWorksOnTheDirectoryWhenNoServerRuns() async throws {
            try await withRegistry { registry in
                try await registry.stop()
                let scrub = try await Shell.run(
                    Machine.holdfast,
                    ["scrub", "--data", registry.data, "--format", "json"]
                )
                #expect(scrub.status == 0, "\(scrub)")
                let unreachable = try await registry.holdfast("ls")
                #expect(unreachable.status == 3, "\(unreachable)")
            }
        }

        @Test func bashCompletesTheVerbs() async throws {
            try await Shell.succeed(
                "bash",
                ["-c", #"set -eu; source <("$0" completions bash); complete -p holdfast"#, Machine.holdfast]
            )
        }
    }
}
