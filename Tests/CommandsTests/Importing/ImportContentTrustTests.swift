// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct ImportContentTrustTests {
    private static let first = "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    private static let second = "sha256:3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"
    private static let answer =
        #"{"schema":"holdfast.import/1","repository":"team/app","source":"dct:\#(NotaryFiles.gun)","imported":2,"#
        + #""known":0,"entries":[]}"#

    /// Answers as a Notary server that has the files, and as a registry that takes what is imported.
    private func run(
        _ arguments: [String],
        without missing: Set<String> = [],
        environment: [String: String] = [:],
        now: Int64 = CommandRun.now,
        _ body: (CommandRun, FakeServer) throws -> Void
    ) async throws {
        let answer: @Sendable (FakeServer.Request) -> FakeServer.Answer = { request in
            if request.target == "/api/v1/import/dct" { return .json(Self.answer) }
            let prefix = "/v2/\(NotaryFiles.gun)/_trust/tuf/"
            guard request.target.hasPrefix(prefix),
                case let name = String(request.target.dropFirst(prefix.count)), !missing.contains(name),
                let file = NotaryFiles.files[name]
            else { return .error(404, "METADATA_NOT_FOUND", "You have requested metadata that does not exist.") }
            return .json(file)
        }
        try await FakeServer.run(answering: answer) { server in
            let run = await CommandRun(
                ["import", "dct", NotaryFiles.gun] + arguments.map { $0.replacing("URL", with: server.url) },
                environment: environment,
                now: now
            )
            try body(run, server)
        }
    }

    @Test func showsTheRootKeysAndEndsWith2WhenNobodySaysWhomToTrust() async throws {
        try await run(["--notary", "URL", "--server", "URL"]) { run, server in
            #expect(run.status == 2)
            #expect(run.talk.contains(NotaryFiles.rootKey))
            #expect(run.talk.contains("--root-key"))
            #expect(!server.requests.contains { $0.method == "POST" })
        }
    }

    @Test func sendsWhatTagsMeantInOrder() async throws {
        try await run(["--notary", "URL", "--server", "URL", "--root-key", NotaryFiles.rootKey]) { run, server in
            #expect(run.status == 0, "\(run.talk)")
            let request = try #require(server.requests.last)
            #expect(request.line == "POST /api/v1/import/dct")
            let first = try #require(request.body.firstRange(of: Self.first))
            let second = try #require(request.body.firstRange(of: Self.second))
            #expect(first.lowerBound < second.lowerBound)
            let head = #"{"repository":"team/app","source":"dct:\#(NotaryFiles.gun)","expired":false,"entries":["#
            #expect(request.body.hasPrefix(head + #"{"tag":"1.0","digest":"\#(Self.first)","size":528,"version":2,"#))
            #expect(request.body.contains(#""roles":["targets"],"signers":["\#(NotaryFiles.targetsKey)"]"#))
            #expect(run.output.contains(Self.first))
            #expect(run.talk.contains("2 events written to the history of team/app."))
        }
    }

    @Test func writesNothingInARehearsal() async throws {
        let options = ["--notary", "URL", "--trust-on-first-use", "--dry-run", "--to", "other/app", "--format", "json"]
        try await run(options) { run, server in
            #expect(run.status == 0)
            #expect(run.output.hasPrefix(#"{"schema":"holdfast.import/1","repository":"other/app","#))
            #expect(run.output.contains(#""imported":0,"known":0,"dryRun":true"#))
            #expect(!server.requests.contains { $0.method == "POST" })
        }
    }

    @Test func endsWith6WhenAnotherRootKeyIsTrusted() async throws {
        let other = String(repeating: "0", count: 64)
        try await run(["--notary", "URL", "--server", "URL", "--root-key", other]) { run, server in
            #expect(run.status == 6)
            #expect(!server.requests.contains { $0.method == "POST" })
        }
    }

    /// 2027-01-01, when the timestamp of the files had expired and nothing else.
    private static let later: Int64 = 1_798_761_600

    @Test func refusesExpiredMetadataAndSaysWhatExpiredWhen() async throws {
        let options = ["--notary", "URL", "--server", "URL", "--root-key", NotaryFiles.rootKey]
        try await run(options, now: Self.later) { run, server in
            #expect(run.status == 6)
            #expect(run.talk.contains("timestamp.json of \(NotaryFiles.gun) expired at 2026-12-05T16:25:26.646788Z"))
            #expect(run.talk.contains("--allow-expired"))
            #expect(!server.requests.contains { $0.method == "POST" })
        }
    }

    @Test func importsExpiredMetadataWhenToldToAndNotesIt() async throws {
        let options = ["--notary", "URL", "--server", "URL", "--root-key", NotaryFiles.rootKey, "--allow-expired"]
        try await run(options, now: Self.later) { run, server in
            #expect(run.status == 0, "\(run.talk)")
            #expect(run.talk.contains("warning: timestamp.json expired at 2026-12-05T16:25:26.646788Z"))
            let request = try #require(server.requests.last)
            #expect(request.line == "POST /api/v1/import/dct")
            #expect(request.body.contains(#""expired":true"#))
        }
        try await run(options + ["--dry-run", "--format", "json"], now: Self.later) { run, _ in
            #expect(run.output.contains(#""expired":true"#))
        }
    }

    @Test func endsWith3WhenNothingIsSigned() async throws {
        try await run(["--notary", "URL", "--trust-on-first-use"], without: ["root.json"]) { run, _ in
            #expect(run.status == 3)
        }
    }

    @Test func readsTheCacheOfDocker() async throws {
        let directory = try Directory()
        for (name, text) in NotaryFiles.files where !name.hasPrefix("2.") {
            try directory.write("tuf/\(NotaryFiles.gun)/metadata/\(name)", text)
        }
        let path = directory.path
        try await run(["--trust-dir", path, "--root-key", NotaryFiles.rootKey, "--dry-run"]) { run, server in
            #expect(run.status == 0, "\(run.talk)")
            #expect(run.output.contains(Self.second))
            #expect(!run.output.contains(Self.first))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func refusesAServerThatGoesBackBehindTheCache() async throws {
        let directory = try Directory()
        try directory.write(
            "tuf/\(NotaryFiles.gun)/metadata/targets.json",
            #"{"signed":{"version":4},"signatures":[]}"#
        )
        let options = [
            "--notary", "URL", "--trust-dir", directory.path, "--root-key", NotaryFiles.rootKey, "--dry-run",
        ]
        try await run(options) { run, _ in
            #expect(run.status == 6)
            #expect(run.talk.contains("version 4 was seen before"))
        }
    }

    @Test func getsATokenForTheNameThatIsSigned() async throws {
        let answer: @Sendable (FakeServer.Request) -> FakeServer.Answer = { request in
            if request.target.hasPrefix("/token?") { return .json(#"{"token":"secret"}"#) }
            guard request.headers["authorization"] == "Bearer secret" else {
                let realm = "http://\(request.headers["host"] ?? "")/token"
                let challenge =
                    #"Bearer realm="\#(realm)",service="notary",scope="repository:\#(NotaryFiles.gun):pull""#
                return FakeServer.Answer(status: 401, headers: [("WWW-Authenticate", challenge)])
            }
            let name = request.target.split(separator: "/").last.map { String($0) } ?? ""
            return NotaryFiles.files[name].map { .json($0) } ?? .error(404, "METADATA_NOT_FOUND", "no")
        }
        try await FakeServer.run(answering: answer) { server in
            let run = await CommandRun(
                ["import", "dct", NotaryFiles.gun, "--notary", server.url, "--notary-creds", "ann:pass"]
                    + ["--trust-on-first-use", "--dry-run"]
            )
            #expect(run.status == 0, "\(run.talk)")
            #expect(run.output.contains(Self.second))
            let asked = try #require(server.requests.first { $0.target.hasPrefix("/token?") })
            #expect(asked.target.replacing("%3A", with: ":").replacing("%2F", with: "/").contains(NotaryFiles.gun))
            #expect(asked.headers["authorization"] == "Basic YW5uOnBhc3M=")
        }
    }

    @Test(arguments: [
        ["--root-key", "abc"], ["--root-key", NotaryFiles.rootKey, "--trust-on-first-use"],
        ["--notary", "http://notary.example.com", "--trust-on-first-use"],
    ])
    func endsWith2WhenTheOptionsAreWrong(_ options: [String]) async throws {
        try await run(options) { run, _ in #expect(run.status == 2) }
    }

    @Test func wantsANameWithItsHost() async {
        let run = await CommandRun(["import", "dct", "team/app", "--trust-on-first-use"])
        #expect(run.status == 2)
        #expect(run.talk.contains("names no host"))
    }
}
