// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization
import Testing

@testable import Commands

@Suite struct HoldsShowTests {
    private static let summary = #"""
        {"verdict":"changed","headline":"application binary changed, same version label","first":false,
        "platforms":[{"platform":"linux/amd64","change":"modified","verdict":"changed","headline":"x"}],
        "severities":{"high":1,"medium":0,"low":2,"info":0},"files":{"added":0,"removed":0,"modified":3,"noise":2},
        "config":[{"field":"user","platform":"linux/amd64","from":null,"to":"7","severity":"high"}],
        "packages":{"upgraded":2,"first":[{"name":"libc6","from":"1","to":"2","direction":"upgraded"}]},
        "notableFiles":[{"path":"/app/t\u001bool","platform":"linux/amd64","change":"modified","severity":"high",
        "reasons":["program that the image runs"]}],
        "labels":[{"name":"build","from":"1","to":"2","same":false},{"name":"version","from":"3","to":"3","same":true}]}
        """#

    private static func hold(comparison: String, summary: String = "null") -> String {
        let more =
            #","comparison":"\#(comparison)","comparisonFailure":null,"summary":\#(summary),"details":true,"#
            + #""together":[{"tag":"1.1","event":"held","digest":"\#(Documents.new)","by":"ci","#
            + #""at":"2026-11-20T20:53:09Z","hold":13}],"sameContent":[{"tag":"1.1","hold":13}],"affected":["#
            + #"{"repository":"team/web","tag":"2","digest":"sha256:\#(String(repeating: "c", count: 64))","path":["a","b"],"#
            + #""current":true,"evidence":"layers"}]}"#
        return Documents.holds(String(Documents.hold().dropLast()) + more)
    }

    @Test func beginsWithWhatWouldChange() async throws {
        let document = Self.hold(comparison: "ready", summary: Self.summary)
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["holds", "show", "12", "--server", server.url])
            #expect(run.status == 0)
            #expect(
                run.output.hasPrefix(
                    """
                    team/app:1.0  changed: application binary changed, same version label
                      differences: 1 high, 2 low
                      files: 3 modified (2 known noise)

                    Settings
                      high    user  (none) -> 7

                    Files to look at
                      high    ~ /app/t\\u{1b}ool  program that the image runs

                    Packages: 2 newer
                      libc6  1 -> 2
                      … and 1 more

                    Labels
                      build  1 -> 2
                      version  3 (same)

                    Hold     12

                    """
                )
            )
            #expect(
                run.output.hasSuffix(
                    """

                    Within ten minutes in this repository
                      held        1.1  sha256:bbbbbbbbbbbb  by ci  2026-11-20 20:53 UTC  hold 13

                    Same content: 1.1 (hold 13)

                    Built on what it means now: 1 image
                      team/web:2  sha256:cccccccccccc  by layers

                    """
                )
            )
            #expect(run.talk.contains("holdfast holds show 12 --diff"))
        }
    }

    @Test func saysThatTheComparisonIsBeingMade() async throws {
        let document = Self.hold(comparison: "pending")
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["holds", "show", "12", "--server", server.url])
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("the comparison is being made: run this again, or"))
        }
    }

    @Test func waitsForTheComparison() async throws {
        let looks = Mutex(0)
        try await FakeServer.run(answering: { _ in
            let count = looks.withLock { count in
                count += 1
                return count
            }
            return .json(
                count < 3 ? Self.hold(comparison: "pending") : Self.hold(comparison: "ready", summary: Self.summary)
            )
        }) { server in
            let run = await CommandRun(["holds", "show", "12", "--wait", "--server", server.url])
            #expect(run.output.hasPrefix("team/app:1.0  changed"))
            #expect(server.requests.count == 3)
        }
    }

    @Test func showsEveryDifference() async throws {
        let document = #"""
            {"schema":"holdfast.diff/1","from":{"reference":"team/app@a","digest":"a"},"to":{"reference":"team/app@b"},
            "verdict":"changed","headline":"1 file changed","platforms":[{"platform":"linux/amd64","change":"modified",
            "verdict":"changed","headline":"1 file changed"}],"files":[{"path":"/app/page","platform":"linux/amd64",
            "change":"modified","fields":["content"],"severity":"low","reasons":[],"text":"@@ -1 +1 @@\n-a\n+b\u001b\n"}],
            "config":[],"packages":[],"ambiguities":[]}
            """#
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["holds", "show", "12", "--diff", "--server", server.url])
            #expect(
                run.output == """
                    from  team/app@a
                    to    team/app@b

                    changed: 1 file changed

                    linux/amd64  changed: 1 file changed

                      LOW
                        ~ /app/page  content
                            @@ -1 +1 @@
                            -a
                            +b\\u{1b}

                    """
            )
            #expect(server.requests.map(\.line) == ["GET /api/v1/holds/12/diff"])
            let json = await CommandRun(["holds", "show", "12", "--diff", "--format", "json", "--server", server.url])
            #expect(json.output == document + "\n")
        }
    }

    @Test func tellsThatDifferencesAreNotReady() async throws {
        try await FakeServer.run(answering: { _ in .json("{}", status: 202) }) { server in
            let run = await CommandRun(["holds", "show", "12", "--diff", "--server", server.url])
            #expect(run.status == 3)
            #expect(run.talk.contains("the comparison of hold 12 is being made"))
        }
    }
}
