// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct ExitStatusTests {
    @Test(arguments: [
        ["nonsense"], ["holds", "approve"], ["holds", "approve", "team/app"],
        ["holds", "approve", "12", "--format", "xml"],
        ["holds", "wait", "12", "--timeout", "10"], ["history", "team/app@sha256:00"], ["ls", "team/app:1.0"],
        ["delete", "Team/app:1.0"], ["ls", "--server", "ftp://127.0.0.1"],
        ["ls", "--server", "http://registry.example.com"],
        ["ls", "--creds", "ann"], ["ls", "--password-stdin"], ["ls", "--username", "ann"],
        ["ls", "--server", "http://u:p@h"],
        ["ls", "--creds", "a:b", "--username", "a", "--password-stdin"],
        ["user", "add", "no spaces"], ["user", "list"], ["token", "create", "ci", "--can", "fly"],
        ["completions", "tcsh"],
        ["rules", "check", "/nowhere/holdfast.yaml"],
    ])
    func isTwoForFaultsOfTheCommandLine(arguments: [String]) async {
        let run = await CommandRun(arguments)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect((1...3).contains(run.talk.split(separator: "\n").count))
    }

    @Test(arguments: [[], ["--help"], ["help", "holds"], ["holds", "approve", "--help"], ["--version"]])
    func isZeroForHelp(arguments: [String]) async {
        let run = await CommandRun(arguments)
        #expect(run.status == 0)
        #expect(!run.output.isEmpty)
        #expect(run.talk.isEmpty)
    }

    @Test(arguments: [
        (400, Int32(2)), (401, 4), (403, 4), (404, 3), (405, 3), (409, 3), (412, 3), (429, 5), (500, 3), (302, 3),
    ])
    func followsTheServersAnswer(code: Int, status: Int32) async throws {
        try await FakeServer.run(answering: { _ in .error(code, "CODE", "the words") }) { server in
            let run = await CommandRun(["holds", "approve", "12", "--server", server.url])
            #expect(run.status == status)
            #expect(run.talk.hasPrefix("error: could not approve hold 12"))
            #expect(run.talk.contains("\n  the registry says: \"the words\"\n"))
        }
    }

    @Test func isThreeWhenNothingListens() async throws {
        let run = await CommandRun(["ls", "--server", "http://127.0.0.1:1"])
        #expect(run.status == 3)
        #expect(
            run.talk == """
                error: could not list the repositories: no answer from http://127.0.0.1:1
                  Connection refused
                  Start it with `holdfast serve`, or name another with --server.

                """
        )
    }

    @Test(arguments: ["not json", "[]", "{}", ""])
    func isThreeWhenTheAnswerMakesNoSense(body: String) async throws {
        try await FakeServer.run(answering: { _ in .json(body) }) { server in
            #expect(await CommandRun(["ls", "--server", server.url]).status == 3)
        }
    }

    @Test func isSixWhenScrubFindsCorruption() async throws {
        let document = """
            {"schema":"holdfast.scrub/1","checked":3,"bytes":2048,
            "corrupt":[{"digest":"\(Documents.old)","repositories":["a","b"]}]}
            """
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["scrub", "--server", server.url])
            #expect(run.status == 6)
            #expect(run.output.hasSuffix("  a b\nchecked 3 blobs, 2.0 KiB\n"))
            #expect(run.output.contains(Documents.old))
            #expect(run.talk.hasPrefix("error: 1 blob is corrupt and no longer served\n"))
        }
    }

    @Test func saysWhenToComeBack() async throws {
        try await FakeServer.run(answering: { _ in .json("{}", status: 429, headers: [("Retry-After", "7")]) }) {
            server in
            #expect(await CommandRun(["ls", "--server", server.url]).talk.contains("Try again in 7 s."))
        }
    }
}
