// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct RollbackTests {
    private static func document(_ outcome: String, previous: String?) -> String {
        let previous = previous.map { "\"\($0)\"" } ?? "null"
        return """
            {"schema":"holdfast.rollback/1","reference":"app:live","digest":"\(Documents.old)","previous":\(previous),
            "outcome":"\(outcome)","index":7}
            """
    }

    @Test func saysWhatWasRestoredAndHowToUndoIt() async throws {
        let document = Self.document("restored", previous: Documents.new)
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(
                ["rollback", "app:live", "--to", "previous", "--reason", "it broke", "--server", server.url]
            )
            #expect(run.status == 0)
            #expect(run.output == "app:live@\(Documents.old)\n")
            #expect(
                run.talk == """
                    app:live meant \(Documents.new) until now. \
                    To undo this: holdfast rollback app:live --to previous --reason WHY --server \(server.url)

                    """
            )
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /api/v1/rollback")
            #expect(request.body == #"{"ref":"app:live","to":"previous","asOf":null,"reason":"it broke"}"#)
        }
    }

    @Test(
        arguments: [
            ("2026-11-01", "2026-11-01T00:00:00.000000Z"), ("2026-11-01T10:00", "2026-11-01T10:00:00.000000Z"),
            ("2026-11-01T10:00:05", "2026-11-01T10:00:05.000000Z"),
            ("2026-11-01T10:00Z", "2026-11-01T10:00:00.000000Z"),
            ("2026-11-01T10:00:00+02:00", "2026-11-01T08:00:00.000000Z"), ("7d", "2026-11-13T23:53:00.000000Z"),
            ("1h30m", "2026-11-20T22:23:00.000000Z"),
        ]
    )
    func takesAMoment(_ row: (text: String, moment: String)) async throws {
        let document = Self.document("unchanged", previous: Documents.old)
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(
                ["rollback", "app:live", "--as-of", row.text, "--reason", "r", "--server", server.url]
            )
            #expect(run.status == 0)
            #expect(run.talk == "app:live means that already.\n")
            #expect(
                server.requests.first?.body
                    == #"{"ref":"app:live","to":null,"asOf":"\#(row.moment)","reason":"r"}"#
            )
        }
    }

    @Test(
        arguments: [
            ["app:live", "--reason", "r"], ["app:live", "--to", "previous"],
            ["app:live", "--to", "previous", "--reason", " "], ["app", "--to", "previous", "--reason", "r"],
            ["app:live", "--to", "before", "--reason", "r"], ["app:live", "--as-of", "soon", "--reason", "r"],
            ["app:live", "--as-of", "2026-13-01", "--reason", "r"],
            ["app:live", "--to", "previous", "--as-of", "7d", "--reason", "r"],
            ["app:live@\(Documents.old)", "--to", "previous", "--reason", "r"],
        ]
    )
    func refusesWhatCannotBeMeant(_ arguments: [String]) async {
        let run = await CommandRun(["rollback"] + arguments)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
    }

    @Test(arguments: [(409, 1), (403, 4), (401, 4), (404, 3)])
    func endsWithOneWhenARuleHoldsIt(_ row: (status: Int, exit: Int32)) async throws {
        try await FakeServer.run(answering: { _ in .error(row.status, "DENIED", "held, hold 12") }) { server in
            let run = await CommandRun(
                ["rollback", "app:live", "--to", "previous", "--reason", "r", "--server", server.url]
            )
            #expect(run.status == row.exit)
            #expect(run.talk.contains("held, hold 12"))
        }
    }
}
