// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct HoldsTests {
    @Test func listsHoldsInAlignedColumns() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds(Documents.hold())) }) { server in
            let run = await CommandRun(["holds", "--server", server.url])
            #expect(run.status == 0)
            #expect(
                run.output == """
                    ID  TAG           NOW                  OFFERED              BY  SINCE
                    12  team/app:1.0  sha256:aaaaaaaaaaaa  sha256:bbbbbbbbbbbb  ci  2026-11-20 20:53 UTC, 3 h ago

                    """
            )
            #expect(run.talk == "\nDecide with: holdfast holds show|approve|reject 12\n")
            #expect(server.requests.map(\.line) == ["GET /api/v1/holds?state=open"])
        }
    }

    @Test func saysOnTheSideThatNothingIsOpen() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds()) }) { server in
            let run = await CommandRun(["holds", "list", "--server", server.url])
            #expect(run == CommandRun(status: 0, output: "", talk: "No open holds.\n"))
            let quiet = await CommandRun(["holds", "list", "--server", server.url, "--quiet"])
            #expect(quiet == CommandRun(status: 0, output: "", talk: ""))
        }
    }

    @Test func printsTheServersBytesAsJSON() async throws {
        let document = "{ \"schema\" : \"holdfast.holds/1\",\"holds\":[], \"later\": 1e3 }"
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["holds", "list", "--state", "all", "--format", "json", "--server", server.url])
            #expect(run == CommandRun(status: 0, output: document + "\n", talk: ""))
            #expect(server.requests.map(\.line) == ["GET /api/v1/holds?state=all"])
        }
    }

    @Test func followsPagesToTheEnd() async throws {
        try await FakeServer.run(answering: { request in
            request.target.contains("last=")
                ? .json(Documents.holds(Documents.hold(13)))
                : .json(
                    Documents.holds(Documents.hold(12)),
                    headers: [("Link", "</api/v1/holds?state=open&last=12>; rel=\"next\"")]
                )
        }) { server in
            let run = await CommandRun(["holds", "--server", server.url])
            #expect(run.output.split(separator: "\n").map { $0.prefix(2) } == ["ID", "12", "13"])
        }
    }

    @Test func showsEverythingAboutAHold() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds(Documents.hold(from: nil))) }) { server in
            let run = await CommandRun(["holds", "show", "12", "--server", server.url])
            #expect(
                run.output == """
                    Hold     12
                    Tag      team/app:1.0
                    State    open
                    Now      nothing: the tag does not exist
                    Offered  \(Documents.new)
                    By       ci
                    From     docker/29
                    Since    2026-11-20 20:53 UTC, 3 h ago
                    Rule     rule 2 (holdfast.yaml line 14)
                    Expires  2026-12-20 23:53 UTC, in 30 d
                    See      http://h/holds/12

                    """
            )
        }
    }

    @Test func approvesByNumber() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds(Documents.hold(state: "approved"))) }) {
            server in
            let run = await CommandRun(["holds", "approve", "12", "--reason", "it's \"fine\"", "--server", server.url])
            #expect(run.status == 0)
            #expect(run.output == "team/app:1.0 now means \(Documents.new) (was \(Documents.old))\n")
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /api/v1/holds/12/approve")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.body == #"{"reason":"it's \"fine\""}"#)
        }
    }

    @Test func approvesTheOpenHoldOfATag() async throws {
        try await FakeServer.run(answering: { request in
            request.method == "GET"
                ? .json(Documents.holds(Documents.hold(12)))
                : .json(Documents.holds(Documents.hold(12, state: "approved", from: nil)))
        }) { server in
            let authority = server.url.dropFirst("http://".count)
            let run = await CommandRun(
                ["holds", "approve", "\(authority)/team/app:1.0"],
                environment: [
                    "HOLDFAST_SERVER": "http://127.0.0.1:1"
                ]
            )
            #expect(run.output == "team/app:1.0 now means \(Documents.new) (it did not exist before)\n")
            #expect(
                server.requests.map(\.line) == [
                    "GET /api/v1/holds?state=open&ref=team%2Fapp%3A1.0", "POST /api/v1/holds/12/approve",
                ]
            )
            #expect(server.requests.last?.body == "{}")
        }
    }

    @Test func approvesNothingButTheDigestInTheReference() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds(Documents.hold(12))) }) { server in
            let reference = "team/app:1.0@\(Documents.old)"
            let run = await CommandRun(["holds", "approve", reference, "--server", server.url])
            #expect(run.status == 3)
            let message = "error: hold 12 of team/app:1.0 offers \(Documents.new), not \(Documents.old)\n"
            #expect(run.talk.hasPrefix(message))
            #expect(server.requests.allSatisfy { $0.method == "GET" })
        }
    }

    @Test func reopensTheNewestRejectedHoldOfATag() async throws {
        try await FakeServer.run(answering: { request in
            request.method == "GET"
                ? .json(
                    Documents.holds(
                        Documents.hold(11, state: "rejected"),
                        Documents.hold(12, state: "rejected"),
                        Documents.hold(13, state: "expired")
                    )
                )
                : .json(Documents.holds(Documents.hold(12)))
        }) { server in
            let run = await CommandRun(["holds", "reopen", "team/app:1.0", "--server", server.url])
            #expect(run.output == "hold 12 is open: team/app:1.0 may come to mean \(Documents.new)\n")
            #expect(server.requests.last?.line == "POST /api/v1/holds/12/reopen")
        }
    }

    @Test func saysThatATagHasNoOpenHold() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.holds()) }) { server in
            let run = await CommandRun(["holds", "reject", "team/app:1.0", "--server", server.url])
            #expect(run.status == 3)
            #expect(
                run.talk == """
                    error: could not reject: team/app:1.0 has no open hold
                      `holdfast holds list --state all team/app:1.0` shows the earlier ones.

                    """
            )
        }
    }

    @Test func quotesTheRegistryWhenItRefuses() async throws {
        try await FakeServer.run(answering: { _ in .error(409, "DENIED", "team/app:1.0\\nmoved since\\u001b[2J") }) {
            server in
            let run = await CommandRun(["holds", "approve", "12", "--server", server.url])
            #expect(run.status == 3)
            #expect(
                run.talk == """
                    error: could not approve hold 12
                      the registry says: "team/app:1.0 moved since\\u{1b}[2J"

                    """
            )
        }
    }
}
