// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Commands

@Suite struct PromoteTests {
    private static let rules = #"{"schema":"holdfast.rules/1","rule":"rule 1","outcome":"a push is accepted"}"#

    private static func document(_ outcome: String, hold: String = "null", previous: String? = nil) -> String {
        let previous = previous.map { "\"\($0)\"" } ?? "null"
        return """
            {"schema":"holdfast.promote/1","from":"app:1.4.2","to":"prod/app:live","digest":"\(Documents.new)",
            "previous":\(previous),"outcome":"\(outcome)","hold":\(hold),"url":"http://h/holds/12","referrers":2,
            "companions":["sha256-x.sig"],"notes":["one was left behind"],"dryRun":false}
            """
    }

    /// A Holdfast that answers a promotion so.
    private static func server(_ answer: FakeServer.Answer) -> @Sendable (FakeServer.Request) -> FakeServer.Answer {
        { $0.method == "GET" ? .json(rules) : answer }
    }

    @Test func asksTheServerAndSaysHowToGoBack() async throws {
        let document = Self.document("promoted", previous: Documents.old)
        try await FakeServer.run(answering: Self.server(.json(document))) { server in
            let run = await CommandRun(
                ["promote", "app:1.4.2", "prod/app:live", "--reason", "release 7", "--server", server.url]
            )
            #expect(run.status == 0)
            #expect(run.output == "prod/app:live@\(Documents.new)\n")
            #expect(
                run.talk == """
                    one was left behind
                    prod/app:live was set. 2 referrers and 1 signature tag came along.
                    It meant \(Documents.old). To go back: holdfast rollback prod/app:live --to previous --reason WHY

                    """
            )
            #expect(
                server.requests.map(\.line) == ["GET /api/v1/rules?ref=prod%2Fapp%3Alive", "POST /api/v1/promote"]
            )
            let body = try #require(server.requests.last?.body)
            #expect(
                body == #"{"from":"app:1.4.2","to":"prod/app:live","reason":"release 7","dryRun":false}"#
            )
        }
    }

    @Test func takesTheSourcesTagAndTheServerInTheReferences() async throws {
        try await FakeServer.run(answering: Self.server(.json(Self.document("unchanged")))) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["promote", "\(host)/app:1.4.2", "\(host)/prod/app", "--dry-run"])
            #expect(run.status == 0)
            let body = try #require(server.requests.last?.body)
            #expect(body == #"{"from":"app:1.4.2","to":"prod/app:1.4.2","reason":null,"dryRun":true}"#)
        }
    }

    @Test func endsWithOneWhenTheChangeIsHeld() async throws {
        let document = Self.document("held", hold: "12", previous: Documents.old)
        try await FakeServer.run(answering: Self.server(.json(document, status: 202))) { server in
            let run = await CommandRun(["promote", "app:1.4.2", "prod/app:live", "--quiet", "--server", server.url])
            #expect(run.status == 1)
            #expect(run.talk.contains("prod/app:live stays \(Documents.old)"))
            #expect(run.talk.contains("holdfast holds approve 12"))
            let json = await CommandRun(
                ["promote", "app:1.4.2", "prod/app:live", "--format", "json", "--server", server.url]
            )
            #expect(json.status == 1)
            #expect(json.output == document + "\n")
        }
    }

    @Test func endsWithOneWhenARuleRefuses() async throws {
        let refusal = FakeServer.Answer.error(409, "DENIED", "prod/app:live stays: rule 1 allows no change")
        try await FakeServer.run(answering: Self.server(refusal)) { server in
            let run = await CommandRun(["promote", "app:1.4.2", "prod/app:live", "--server", server.url])
            #expect(run.status == 1)
            #expect(run.talk.contains("rule 1 allows no change"))
            #expect(run.output.isEmpty)
        }
    }

    @Test(arguments: [(401, 4), (403, 4), (404, 3), (429, 5), (400, 2)])
    func otherRefusalsKeepTheirStatus(_ row: (status: Int, exit: Int32)) async throws {
        try await FakeServer.run(answering: Self.server(.error(row.status, "X", "no"))) { server in
            let run = await CommandRun(["promote", "app:1.4.2", "prod/app:live", "--server", server.url])
            #expect(run.status == row.exit)
        }
    }

    @Test func needsATag() async {
        let digest = "app@\(Documents.old)"
        #expect(await CommandRun(["promote", digest, "prod/app"]).status == 2)
        #expect(await CommandRun(["promote", "app:1"]).status == 2)
    }

    @Test func tellsTheRulesOfAnotherRegistryBeforehand() async throws {
        try await FakeServer.run(answering: { _ in .json(Self.rules) }) { server in
            let run = await CommandRun([
                "promote", "127.0.0.1:9/app:1", "prod/app:1", "--dry-run", "--server", server.url,
            ])
            #expect(run.status == 0)
            #expect(run.output.contains("a push is accepted"))
            #expect(server.requests.allSatisfy { $0.method == "GET" })
        }
    }
}
