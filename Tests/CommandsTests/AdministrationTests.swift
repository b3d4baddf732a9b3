// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Testing

@testable import Commands

@Suite struct AdministrationTests {
    @Test func editsTheFileOfUsersWhenNoServerRuns() async throws {
        let directory = try Directory()
        func run(_ arguments: [String], input: String = "", typed: [String]? = nil) async -> CommandRun {
            await CommandRun(["user"] + arguments, workingDirectory: directory.path, input: input, typed: typed)
        }
        #expect(await run(["add", "ann", "--password-stdin"], input: "secret\n").output == "added the user ann\n")
        #expect(await run(["add", "bob"], typed: ["other", "other"]).status == 0)
        #expect(await run(["list"]).output == "ann\nbob\n")
        #expect(
            await run(["list", "--format", "json"]).output
                == #"{"schema":"holdfast.user/1","users":[{"name":"ann"},{"name":"bob"}]}"# + "\n"
        )
        #expect(await run(["add", "ann", "--password-stdin"], input: "x").status == 3)
        #expect(await run(["passwd", "ann", "--password-stdin"], input: "x").status == 0)
        #expect(await run(["passwd", "eve", "--password-stdin"], input: "x").status == 3)
        #expect(await run(["remove", "bob"]).output == "removed the user bob\n")
        #expect(await run(["remove", "bob"]).status == 3)
        #expect(await run(["list"]).output == "ann\n")
        var status = stat()
        #expect(stat("\(directory.path)/holdfast-data", &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
    }

    @Test func editsTheFileThatTheConfigurationNames() async throws {
        let directory = try Directory()
        let config = try directory.write("etc/holdfast.yaml", "users: ./people\n")
        let run = await CommandRun(["user", "add", "ann", "--password-stdin", "--config", config], input: "secret")
        #expect(run.status == 0)
        #expect(access("\(directory.path)/etc/people", F_OK) == 0)
    }

    @Test func refusesPasswordsThatDiffer() async throws {
        let directory = try Directory()
        let run = await CommandRun(["user", "add", "ann"], workingDirectory: directory.path, typed: ["one", "two"])
        #expect(run == CommandRun(status: 2, output: "", talk: "error: the two passwords differ\n"))
    }

    @Test func refusesPasswordsThatBcryptWouldCutShort() async throws {
        let directory = try Directory()
        let password = String(repeating: "x", count: 73)
        let run = await CommandRun(
            ["user", "add", "ann", "--password-stdin"],
            workingDirectory: directory.path,
            input: password
        )
        #expect(run.status == 2)
    }

    @Test func asksTheServerThatRunsOnTheDataDirectory() async throws {
        let directory = try Directory()
        try await FakeServer.run(answering: { request in
            request.target == "/healthz" ? .json("{}") : .json("", status: 201)
        }) { server in
            try directory.write("holdfast-data/server.json", #"{"url":"\#(server.url)","pid":1,"token":"t0ken"}"#)
            let run = await CommandRun(
                ["user", "add", "ann", "--password-stdin"],
                workingDirectory: directory.path,
                input: "secret"
            )
            #expect(run == CommandRun(status: 0, output: "added the user ann\n", talk: ""))
            let request = try #require(server.requests.last)
            #expect(request.line == "POST /api/v1/users")
            #expect(request.headers["authorization"] == "Bearer t0ken")
            #expect(request.body == #"{"name":"ann","password":"secret","mode":"add"}"#)
        }
    }

    @Test func prefersALoginThatIsGivenToTheTokenOfTheServer() async throws {
        let directory = try Directory()
        try await FakeServer.run(answering: { _ in .json(#"{"schema":"holdfast.user/1","users":[]}"#) }) { server in
            try directory.write("holdfast-data/server.json", #"{"url":"\#(server.url)","pid":1,"token":"t0ken"}"#)
            _ = await CommandRun(["user", "list", "--creds", "ann:secret"], workingDirectory: directory.path)
            #expect(server.requests.last?.headers["authorization"] == "Basic YW5uOnNlY3JldA==")
        }
    }

    @Test(arguments: ["{}", "[]", "t0ken", #"{"url":"http://h:x","token":"t0ken"}"#])
    func showsNothingOfAMalformedNote(note: String) async throws {
        let directory = try Directory()
        try directory.write("holdfast-data/server.json", note)
        let run = await CommandRun(["gc"], workingDirectory: directory.path)
        #expect(run.status == 2)
        #expect(!run.talk.contains("t0ken"))
    }

    @Test(arguments: [["gc"], ["scrub"], ["backup", "/copy"], ["token", "list"]])
    func saysThatThereIsNothingToAdminister(arguments: [String]) async {
        let run = await CommandRun(arguments)
        #expect(run.status == 2)
        #expect(run.talk.hasPrefix("error: there is no data directory at /nowhere/holdfast-data\n"))
    }

    @Test func worksDirectlyBesideTheNoteOfAServerThatIsGone() async throws {
        let directory = try Directory()
        try directory.write("holdfast-data/server.json", #"{"url":"http://127.0.0.1:1","pid":1,"token":"t0ken"}"#)
        let run = await CommandRun(
            ["user", "add", "ann", "--password-stdin"],
            workingDirectory: directory.path,
            input: "secret"
        )
        #expect(run.status == 0)
        #expect(access("\(directory.path)/holdfast-data/users", F_OK) == 0)
    }

    @Test func asksTheServerThatIsNamedAndNoOther() async throws {
        let directory = try Directory()
        try directory.write("holdfast-data/server.json", #"{"url":"http://127.0.0.1:1","pid":1,"token":"t0ken"}"#)
        try await FakeServer.run(answering: { _ in .json(#"{"schema":"holdfast.user/1","users":[]}"#) }) { server in
            let run = await CommandRun(
                ["user", "list"],
                environment: ["HOLDFAST_SERVER": server.url],
                workingDirectory: directory.path
            )
            #expect(run == CommandRun(status: 0, output: "", talk: "No users.\n"))
            #expect(server.requests.map(\.line) == ["GET /api/v1/users"])
            #expect(server.requests.first?.headers["authorization"] == nil)
        }
    }

    @Test func printsTheSecretOfANewTokenAlone() async throws {
        let document = """
            {"tokens":[{"id":"3","name":"ci","expiresAt":"2027-02-18T23:53:00Z","secret":"hf_x"}]}
            """
        try await FakeServer.run(answering: { _ in .json(document, status: 201) }) { server in
            let run = await CommandRun([
                "token", "create", "ci", "--expires", "90d", "--repositories", "ci/**", "--repositories", "x", "--can",
                "push,pull", "--server", server.url,
            ])
            #expect(run.output == "hf_x\n")
            let talk = "Token 3, ci, expires 2027-02-18 23:53 UTC, in 90 d. Keep it safe: it is not shown again.\n"
            #expect(run.talk == talk)
            #expect(
                server.requests.first?.body
                    == #"{"name":"ci","expires":7776000,"repositories":["ci/**","x"],"can":["pull","push"]}"#
            )
        }
    }

    @Test func givesATokenNoMoreThanPullUnlessAsked() async throws {
        try await FakeServer.run(answering: { _ in .json(#"{"tokens":[{"id":3,"secret":"s"}]}"#) }) { server in
            _ = await CommandRun(["token", "create", "ci", "--server", server.url])
            #expect(
                server.requests.first?.body == #"{"name":"ci","expires":null,"repositories":[],"can":["pull"]}"#
            )
        }
    }

    @Test func listsTokens() async throws {
        let document = """
            {"tokens":[{"id":"3","name":"ci","repositories":["ci/**"],"can":["pull","push"],
            "createdAt":"2026-11-20T23:52:00Z","expiresAt":"2026-11-20T23:53:00Z","lastUsedAt":null,"revoked":false}]}
            """
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["token", "list", "--server", server.url])
            #expect(run.output.hasPrefix("ID  NAME  REPOSITORIES  CAN        CREATED"))
            #expect(run.output.hasSuffix("  never      expired\n"))
        }
    }

    @Test func sumsUpWhatGarbageCollectionWouldRemove() async throws {
        let document = """
            {"schema":"holdfast.gc/1","dryRun":true,"manifests":[{"repository":"a","digest":"\(Documents.old)",
            "reason":"deleted"}],"blobs":[{"digest":"\(Documents.new)","size":5}],"bytes":1536}
            """
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["gc", "--dry-run", "--server", server.url])
            #expect(
                run.output == """
                    REPOSITORY  DIGEST               REASON
                    a           sha256:aaaaaaaaaaaa  deleted
                    1 manifest and 1 blob would go, 1.5 KiB

                    """
            )
            #expect(server.requests.first?.body == #"{"dryRun":true}"#)
        }
    }

    @Test func backsUpIntoAnAbsoluteDirectory() async throws {
        let document = #"{"schema":"holdfast.backup/1","directory":"/home/ann/copy","blobs":2,"bytes":10}"#
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["backup", "./copy", "--server", server.url], workingDirectory: "/home/ann")
            #expect(run.output == "backed up 2 blobs, 10 B, to /home/ann/copy\n")
            #expect(server.requests.first?.body == #"{"directory":"/home/ann/copy"}"#)
        }
    }
}
