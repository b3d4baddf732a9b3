// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization
import Testing

@testable import Commands

@Suite struct WarmTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let other = "sha256:" + String(repeating: "b", count: 64)

    private static func document(_ reference: String, fetched: Int = 2, complete: Bool = true) -> String {
        #"{"schema":"holdfast.warm/1","reference":"\#(reference)","digest":"\#(digest)","manifests":2,"blobs":3,"#
            + #""fetched":\#(fetched),"bytes":\#(fetched * 1024),"complete":\#(complete),"new":1,"#
            + #""progress":{"blobs":\#(fetched),"bytes":9,"totalBytes":10}}"#
    }

    @Test func asksForEveryImageOnceAndSaysWhatCame() async throws {
        let answer = { @Sendable (request: FakeServer.Request) -> FakeServer.Answer in
            request.body.contains("nginx")
                ? .json(Self.document("docker.io/library/nginx:1.27"))
                : .json(Self.document("quay.io/a/b:2@\(Self.digest)", fetched: 0))
        }
        try await FakeServer.run(answering: answer) { server in
            let arguments = ["warm", "nginx:1.27", "quay.io/a/b:2@\(Self.digest)", "docker.io/library/nginx:1.27"]
            let run = await CommandRun(arguments + ["--platform", "linux/arm64", "--server", server.url])
            let expected = """
                docker.io/library/nginx:1.27@\(Self.digest)  2 manifests, 3 blobs: 2 fetched, 2.0 KiB
                quay.io/a/b:2@\(Self.digest)  2 manifests, 3 blobs: all there

                """
            #expect(run == CommandRun(status: 0, output: expected, talk: ""))
            #expect(
                server.requests.map { "\($0.line) \($0.body)" } == [
                    #"POST /api/v1/warm {"reference":"docker.io/library/nginx:1.27","platforms":["linux/arm64"]}"#,
                    #"POST /api/v1/warm {"reference":"quay.io/a/b:2@\#(Self.digest)","platforms":["linux/arm64"]}"#,
                ]
            )
        }
    }

    @Test func waitsUntilItIsThere() async throws {
        let calls = Mutex(0)
        let answer = { @Sendable (_: FakeServer.Request) -> FakeServer.Answer in
            let number = calls.withLock { calls in
                calls += 1
                return calls
            }
            return number < 4
                ? .json(
                    Self.document("docker.io/library/nginx:1", fetched: number, complete: false),
                    status: 202,
                    headers: [("Retry-After", "1")]
                ) : .json(Self.document("docker.io/library/nginx:1", fetched: 3))
        }
        try await FakeServer.run(answering: answer) { server in
            let run = await CommandRun(["warm", "nginx:1", "--all-platforms", "--server", server.url])
            #expect(run.status == 0)
            #expect(run.output.contains("3 fetched"))
            #expect(server.requests.count == 4)
            #expect(server.requests.allSatisfy { $0.body.hasSuffix(#""platforms":null}"#) })
        }
    }

    @Test func endsWhenNothingComesAnyMore() async throws {
        let stuck = Self.document("docker.io/library/nginx:1", fetched: 0, complete: false)
        try await FakeServer.run(answering: { _ in .json(stuck, status: 202, headers: [("Retry-After", "30")]) }) {
            let run = await CommandRun(["warm", "nginx:1", "--server", $0.url])
            #expect(run.status == 3)
            #expect(run.talk.contains("nothing of it came for ten minutes"))
        }
    }

    /// What servers answer to two images, and how the command ends.
    struct Row: CustomTestStringConvertible {
        let name: String
        let first: FakeServer.Answer
        let second: FakeServer.Answer
        let status: Int32

        var testDescription: String { name }
    }

    private static let done = FakeServer.Answer.json(document("docker.io/library/a:1"))
    private static let held = FakeServer.Answer.json(
        #"{"reference":"docker.io/library/a:1","hold":7,"url":"http://x/holds/7","complete":false}"#
    )

    static let rows: [Row] = [
        Row(name: "all there", first: done, second: done, status: 0),
        Row(name: "one held", first: done, second: held, status: 1),
        Row(name: "one not there", first: done, second: .error(404, "MANIFEST_UNKNOWN", "gone"), status: 7),
        Row(name: "held and not there", first: held, second: .error(404, "MANIFEST_UNKNOWN", "gone"), status: 7),
        Row(
            name: "none of an upstream",
            first: .error(400, "NAME_INVALID", "no upstream"),
            second: .error(400, "NAME_INVALID", "no upstream"),
            status: 2
        ),
        Row(
            name: "limited",
            first: .error(429, "TOOMANYREQUESTS", "later"),
            second: .error(502, "UNSUPPORTED", "down"),
            status: 5
        ),
        Row(name: "down", first: .error(502, "X", "down"), second: .error(502, "X", "down"), status: 3),
        Row(name: "no right", first: .error(403, "DENIED", "no"), second: .error(502, "X", "down"), status: 4),
    ]

    @Test(arguments: rows) func endsByWhatBecameOfThem(_ row: Row) async throws {
        let answer = { @Sendable (request: FakeServer.Request) in
            request.body.contains("library/a:") ? row.first : row.second
        }
        try await FakeServer.run(answering: answer) { server in
            let run = await CommandRun(["warm", "a:1", "b:1", "--server", server.url])
            #expect(run.status == row.status)
            #expect(server.requests.count == 2)
        }
    }

    @Test func readsLocksAndTrees() async throws {
        let directory = try Directory()
        try directory.write("Dockerfile", "FROM --platform=linux/s390x alpine:3.20\nFROM nginx:1.27\nFROM scratch\n")
        let lock = try directory.write(
            "holdfast.lock",
            #"{"schema":"holdfast.lock/1","images":[{"reference":"docker.io/library/nginx:1.27","digest":"\#(Self.digest)","#
                + #""mediaType":"application/vnd.oci.image.index.v1+json","resolvedAt":"2026-11-14T22:13:20Z","#
                + #""resolvedFrom":"registry-1.docker.io"}]}"#
        )
        let path = directory.path
        try await FakeServer.run(answering: { _ in .json(Self.document("x")) }) { server in
            #expect(await CommandRun(["warm", lock, "--server", server.url]).status == 0)
            #expect(server.requests.count == 1)
            #expect(await CommandRun(["warm", path, "--server", server.url]).status == 0)
            let bodies = server.requests.map(\.body)
            #expect(bodies[0] == bodies[2])
            #expect(bodies[0].contains("docker.io/library/nginx:1.27@\(Self.digest)"))
            #expect(bodies[1] == #"{"reference":"docker.io/library/alpine:3.20","platforms":["linux/s390x"]}"#)
            #expect(bodies.count == 3)
        }
    }

    @Test func printsOneDocument() async throws {
        let answer = { @Sendable (request: FakeServer.Request) -> FakeServer.Answer in
            request.body.contains("library/a:") ? Self.done : .error(404, "MANIFEST_UNKNOWN", "gone")
        }
        try await FakeServer.run(answering: answer) { server in
            let arguments = ["warm", "a:1", "b:1", "--platform", "linux/amd64", "--format", "json"]
            let run = await CommandRun(arguments + ["--server", server.url])
            #expect(run.status == 7)
            #expect(
                run.output == #"{"schema":"holdfast.warm/1","images":["#
                    + #"{"reference":"docker.io/library/a:1","digest":"\#(Self.digest)","platforms":["linux/amd64"],"#
                    + #""manifests":2,"blobs":3,"fetched":2,"bytes":2048,"complete":true,"hold":null,"state":null,"#
                    + #""error":null},"#
                    + #"{"reference":"docker.io/library/b:1","digest":null,"platforms":["linux/amd64"],"#
                    + #""manifests":null,"blobs":null,"fetched":null,"bytes":null,"complete":false,"hold":null,"state":null,"#
                    + #""error":"could not fetch docker.io/library/b:1: gone"}]}"# + "\n"
            )
        }
    }

    @Test(arguments: [["warm"], ["warm", ""], ["warm", "Not a reference"], ["warm", "a:1", "--platform", "linux"]])
    func refusesWhatNamesNothing(_ arguments: [String]) async {
        #expect(await CommandRun(arguments).status == 2)
    }

    @Test func tellsWhatIsRejectedFromWhatWaits() async throws {
        for (state, words) in [("open", "held: it waits for a decision"), ("rejected", "rejected: it is not let in")] {
            let answer = #"{"reference":"docker.io/library/a:1","hold":7,"state":"\#(state)","complete":false}"#
            try await FakeServer.run(answering: { _ in .json(answer) }) { server in
                let run = await CommandRun(["warm", "a:1", "--server", server.url])
                #expect(run.status == 1)
                #expect(run.output == "docker.io/library/a:1  \(words), hold 7\n")
            }
        }
    }

    @Test func saysWhatARefusalMayHangOn() async throws {
        try await FakeServer.run(answering: { _ in .error(403, "DENIED", "no") }) { server in
            let run = await CommandRun(["warm", "a:1", "--server", server.url])
            #expect(run.status == 4)
            #expect(run.talk.split(separator: "\n").count == 3)
            #expect(run.talk.contains("credentials:"))
        }
    }

    @Test func leavesTheServersOwnNameOut() async throws {
        try await FakeServer.run(answering: { _ in .json(Self.document("docker.io/library/a:1")) }) { server in
            let host = String(server.url.dropFirst("http://".count))
            let run = await CommandRun(["warm", "\(host)/docker.io/library/a:1", "--server", server.url])
            #expect(run.status == 0)
            #expect(server.requests.first?.body.hasPrefix(#"{"reference":"docker.io/library/a:1""#) == true)
        }
    }
}
