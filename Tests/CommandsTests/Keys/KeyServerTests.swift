// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct KeyServerTests {
    private static let keys = """
        {"schema":"holdfast.keys/1","keys":[
        {"name":"release","fingerprint":"\(Documents.old)","state":"active"},
        {"name":"lost","fingerprint":"\(Documents.new)","state":"revoked","decidedAt":"2026-11-20T20:53:00Z","reason":"stolen"}
        ]}
        """

    @Test func listsTheKeysOfTheServer() async throws {
        try await FakeServer.run(answering: { _ in .json(Self.keys) }) { server in
            let run = await CommandRun(["key", "list", "--server", server.url])
            #expect(run.status == 0)
            #expect(server.requests.map(\.line) == ["GET /api/v1/keys"])
            #expect(run.output.contains("release  \(Documents.old)  active"))
            #expect(run.output.contains("revoked"))
            #expect(run.output.contains("stolen"))
            let json = await CommandRun(["key", "list", "--format", "json", "--server", server.url])
            #expect(json.output == Self.keys + "\n")
        }
    }

    @Test func retiresAndRevokesByName() async throws {
        try await FakeServer.run(answering: { _ in .json(Self.keys) }) { server in
            let retired = await CommandRun(["key", "retire", "release", "--server", server.url])
            #expect(retired.status == 0)
            #expect(retired.output == "retired release\n")
            let revoked = await CommandRun(
                ["key", "revoke", "rel/../x", "--reason", "stolen \"it\"", "--server", server.url]
            )
            #expect(revoked.status == 0)
            #expect(
                server.requests.map(\.line)
                    == ["POST /api/v1/keys/release/retire", "POST /api/v1/keys/rel%2F..%2Fx/revoke"]
            )
            #expect(server.requests.map(\.body) == [#"{"reason":null}"#, #"{"reason":"stolen \"it\""}"#])
        }
    }

    @Test func wantsAReasonForARevocation() async {
        #expect(await CommandRun(["key", "revoke", "release"]).status == 2)
    }

    @Test(arguments: [(401, 4), (403, 4), (404, 3), (429, 5)])
    func refusalsKeepTheirStatus(_ row: (status: Int, exit: Int32)) async throws {
        try await FakeServer.run(answering: { _ in .error(row.status, "X", "no") }) { server in
            let run = await CommandRun(["key", "retire", "release", "--server", server.url])
            #expect(run.status == row.exit)
        }
    }
}
