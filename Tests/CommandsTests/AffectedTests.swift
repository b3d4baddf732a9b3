// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct AffectedTests {
    private static let base = "sha256:" + String(repeating: "a", count: 64)
    private static let python = "sha256:" + String(repeating: "b", count: 64)
    private static let app = "sha256:" + String(repeating: "c", count: 64)

    private static func image(_ name: String, _ path: [String], current: Bool = true, evidence: String = "layers")
        -> String
    {
        let parts = name.split(separator: ":")
        let tag = parts.count > 1 ? "\"\(parts[1])\"" : "null"
        let texts = path.map { "\"\($0)\"" }.joined(separator: ",")
        return #"{"repository":"\#(parts[0])","tag":\#(tag),"digest":"\#(path.last ?? "")","path":[\#(texts)],"#
            + #""current":\#(current),"evidence":"\#(evidence)","unknown":7}"#
    }

    private static func document(_ images: String..., more: String = "") -> String {
        #"{"schema":"holdfast.affected/1","of":"team/debian:12@\#(base)","images":["#
            + images.joined(separator: ",") + "]\(more)}"
    }

    @Test func listsImagesAndWhatLiesInBetween() async throws {
        let document = Self.document(
            Self.image("team/python:3.12", [Self.base, Self.python]),
            Self.image("team/app:1.0", [Self.base, Self.python, Self.app], evidence: "provenance")
        )
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["affected", "team/debian:12", "--server", server.url])
            let expected = """
                TAG               IMAGE                HOW         THROUGH
                team/python:3.12  sha256:bbbbbbbbbbbb  layers
                team/app:1.0      sha256:cccccccccccc  provenance  team/python:3.12

                """
            #expect(run == CommandRun(status: 0, output: expected, talk: ""))
            #expect(server.requests.map(\.line) == ["GET /api/v1/affected?ref=team%2Fdebian%3A12"])
        }
    }

    @Test func saysWhichNamesAreOfThePast() async throws {
        let document = Self.document(
            Self.image("team/app:1.0", [Self.base, Self.python, Self.app], current: false),
            Self.image("team/python", [Self.base, Self.python], current: false)
        )
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["affected", "team/debian@\(Self.base)", "--ever", "--server", server.url])
            #expect(
                run.output == """
                    TAG           IMAGE                HOW     THROUGH              NOW
                    team/app:1.0  sha256:cccccccccccc  layers  sha256:bbbbbbbbbbbb  means another image, or is deleted
                    team/python   sha256:bbbbbbbbbbbb  layers                       has no tag

                    """
            )
            let digest = Self.base.replacing(":", with: "%3A")
            #expect(server.requests.map(\.line) == ["GET /api/v1/affected?ref=team%2Fdebian%40\(digest)&ever=1"])
        }
    }

    @Test func namesNoMoreThanAFewInBetween() async throws {
        let chain = (1...8).map { "sha256:" + String(repeating: "\($0)", count: 64) }
        let document = Self.document(Self.image("team/app:1.0", chain))
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["affected", "team/debian:12", "--server", server.url])
            #expect(run.output.contains("sha256:555555555555 > 2 more\n"))
            #expect(!run.output.contains("666666666666"))
        }
    }

    @Test func nothingIsTalkAndNoFailure() async throws {
        let document = Self.document(more: #","truncated":true,"indexing":true"#)
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["affected", "team/debian:12", "--server", server.url])
            #expect(run.status == 0)
            #expect(run.output.isEmpty)
            #expect(
                run.talk == """
                    There are more than the server lists at once.
                    The server still indexes what it had before; some images are missing yet.
                    Nothing is built on team/debian:12.

                    """
            )
            let json = await CommandRun([
                "affected", "team/debian:12", "--format", "json", "--quiet", "--server", server.url,
            ])
            #expect(json.status == 0)
            #expect(json.output == document + "\n")
        }
    }

    @Test func unknownImageIsAnError() async throws {
        let answer = FakeServer.Answer.error(404, "MANIFEST_UNKNOWN", "team/debian has no tag 13")
        try await FakeServer.run(answering: { _ in answer }) { server in
            let run = await CommandRun(["affected", "team/debian:13", "--server", server.url])
            #expect(run.status == 3)
            #expect(run.output.isEmpty)
            #expect(run.talk.contains("team/debian has no tag 13"))
        }
    }

    @Test(arguments: ["team/debian", "Team", "team/debian@sha256:0"])
    func whatNamesNoImageIsAUsageError(_ reference: String) async throws {
        #expect(await CommandRun(["affected", reference]).status == 2)
    }

    @Test func foreignTextIsMadeHarmless() async throws {
        let document = Self.document(Self.image("team/app\\u001b[31m:1.0", [Self.base, Self.app]))
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["affected", "team/debian:12", "--server", server.url])
            #expect(!run.output.contains("\u{1b}"))
        }
    }
}
