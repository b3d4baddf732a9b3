// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct TagsTests {
    private static let history = """
        INDEX  TIME                            EVENT     DIGEST               BEFORE               BY   REASON
        2      2026-11-20 23:52 UTC, 30 s ago  approved  sha256:bbbbbbbbbbbb  sha256:aaaaaaaaaaaa  ann  checked
        1      2026-11-20 20:53 UTC, 3 h ago   held      sha256:bbbbbbbbbbbb  sha256:aaaaaaaaaaaa  ci
        0      2026-11-01 08:00 UTC, 19 d ago  created   sha256:aaaaaaaaaaaa                       ci

        """

    @Test func tellsTheHistoryNewestFirst() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.history) }) { server in
            let run = await CommandRun(["history", "team/app:1.0", "--server", server.url])
            #expect(run.output == Self.history)
            #expect(server.requests.map(\.line) == ["GET /api/v1/history?ref=team%2Fapp%3A1.0"])
        }
    }

    @Test func saysThatATagNoLongerMeansTheDigestInTheReference() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.history) }) { server in
            let run = await CommandRun(["history", "team/app:1.0@\(Documents.old)", "--server", server.url])
            #expect(run.talk == "team/app:1.0 means \(Documents.new) now, not \(Documents.old).\n")
        }
    }

    @Test func hidesTheHistoryOfTheTagsOfSigners() async throws {
        let document = """
            {"events":[{"index":1,"tag":"sha256-\(String(repeating: "a", count: 64)).sig","event":"created"},
            {"index":0,"tag":"1.0","event":"created"}]}
            """
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["history", "team/app", "--server", server.url])
            #expect(run.output == "INDEX  TAG  EVENT\n0      1.0  created\n")
        }
    }

    @Test func asksForTheNewestEventsAlone() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.history) }) { server in
            _ = await CommandRun(["history", "team/app", "--limit", "5", "--before", "9", "--server", server.url])
            #expect(server.requests.map(\.line) == ["GET /api/v1/history?ref=team%2Fapp&before=9&n=5"])
        }
    }

    @Test func hidesTheTagsOfSignersUnlessAsked() async throws {
        try await FakeServer.run(answering: { _ in .json(Documents.tags) }) { server in
            let run = await CommandRun(["ls", "team/app", "--server", server.url])
            #expect(
                run.output == """
                    TAG  DIGEST               SIZE     CHANGED                         BY  LAST PULLED  HOLD  ON CHANGE
                    1.0  sha256:aaaaaaaaaaaa  3.0 MiB  2026-11-01 08:00 UTC, 19 d ago  ci  53 min ago   12    hold

                    """
            )
            #expect(run.talk == "\n1 tag of signers not shown; --companions shows them.\n")
            let all = await CommandRun(["ls", "team/app", "--companions", "--server", server.url])
            #expect(all.output.contains(".sig"))
            #expect(all.talk.isEmpty)
        }
    }

    @Test func listsRepositories() async throws {
        let document = """
            {"schema":"holdfast.ls/1","repositories":[
            {"name":"team/app","tags":3,"holds":1,"updatedAt":"2026-11-20T23:52:55Z"},
            {"name":"x","tags":0,"holds":0,"updatedAt":null}]}
            """
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["ls", "--server", server.url])
            #expect(
                run.output == """
                    REPOSITORY  TAGS  HOLDS  UPDATED
                    team/app    3     1      2026-11-20 23:52 UTC, just now
                    x           0

                    """
            )
        }
    }

    @Test func deletesATagAloneAndOnlyIfItMeansTheDigest() async throws {
        try await FakeServer.run(answering: { _ in .json("", status: 202) }) { server in
            let run = await CommandRun(["delete", "team/app:1.0@\(Documents.old)", "--server", server.url])
            #expect(run.status == 0)
            #expect(run.output == "deleted team/app:1.0\n")
            let request = try #require(server.requests.first)
            #expect(request.line == "DELETE /v2/team/app/manifests/1.0")
            #expect(request.headers["if-match"] == "\"\(Documents.old)\"")
        }
    }

    @Test func tellsWhichRuleAPushMeets() async throws {
        let document = """
            {"schema":"holdfast.rules/1","repository":"team/app","tag":"1.0","rule":"the default rule","create":"allow",
            "change":"hold","delete":"allow","current":null,"outcome":"a push creates the tag"}
            """
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["rules", "test", "team/app:1.0", "--server", server.url])
            #expect(
                run.output == """
                    Tag     team/app:1.0
                    Means   nothing: it does not exist
                    Rule    the default rule
                    Create  allow
                    Change  hold
                    Delete  allow
                    So      a push creates the tag

                    """
            )
        }
    }

    @Test func checksAFileOfRules() async throws {
        let directory = try Directory()
        let good = try directory.write("good.yaml", "rules:\n  - tags: [\"1.*\"]\n    change: deny\n")
        let bad = try directory.write("bad.yaml", "rules:\n  - tag: [\"1.*\"]\n")
        let valid = CommandRun(status: 0, output: "\(good) is valid\n", talk: "")
        #expect(await CommandRun(["rules", "check", good]) == valid)
        let run = await CommandRun(["rules", "check", bad])
        #expect(run.status == 2)
        #expect(run.talk.hasPrefix("\(bad):2:5: "))
        let json = await CommandRun(["rules", "check", bad, "--format", "json"])
        #expect(json.status == 2)
        #expect(json.output.hasPrefix(#"{"schema":"holdfast.rules/1","file":"\#(bad)","valid":false,"errors":[""#))
    }
}
