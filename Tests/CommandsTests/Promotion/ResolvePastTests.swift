// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

/// What `resolve` says of the past.
@Suite struct ResolvePastTests {
    private static let type = "application/vnd.oci.image.manifest.v1+json"
    private static let date = "Fri, 20 Nov 2026 23:00:00 GMT"

    private static func entry(_ digest: String, _ event: String, _ time: String) -> String {
        """
        {"mediaType":"\(type)","digest":"\(digest)","size":9,"annotations":{
        "org.opencontainers.distribution.tag.event":"\(event)",
        "org.opencontainers.distribution.tag.timestamp":"\(time)"}}
        """
    }

    /// A registry with a history that is cut off where asked, and every manifest.
    private static func registry(_ entries: [(digest: String, event: String, time: String)])
        -> @Sendable (FakeServer.Request) -> FakeServer.Answer
    {
        { request in
            if request.target == "/v2/_oci/ext/discover" { return .json(#"{"extensions":[{"name":"_oci"}]}"#) }
            guard request.target.contains("/_oci/tag-history/") else {
                return FakeServer.Answer(
                    headers: [("Content-Type", type), ("Docker-Content-Digest", String(request.target.suffix(71)))]
                )
            }
            let before = request.target.split(separator: "before=").dropFirst().first.map(String.init)
            let fitting = entries.filter { entry in before.map { entry.time < $0 } ?? true }
            let limited = request.target.contains("n=1&") || request.target.hasSuffix("n=1")
            let list = (limited ? Array(fitting.prefix(1)) : fitting).map { Self.entry($0.digest, $0.event, $0.time) }
            let index = "application/vnd.oci.image.index.v1+json"
            let body = #"{"schemaVersion":2,"mediaType":"\#(index)","manifests":[\#(list.joined(separator: ","))]}"#
            return .json(body, headers: [("Content-Type", index), ("Date", date)])
        }
    }

    private static let story = [
        (digest: Documents.new, event: "created", time: "2026-11-19T12:00:00.000000Z"),
        (digest: Documents.old, event: "created", time: "2026-11-01T12:00:00.000000Z"),
    ]

    @Test(
        arguments: [
            (["--as-of", "2026-11-10"], Documents.old), (["--as-of", "2026-11-01T12:00"], Documents.old),
            (["--as-of", "2026-11-19T12:00:00Z"], Documents.new), (["--as-of", "12h"], Documents.new),
            (["--as-of", "7d"], Documents.old), (["--min-age", "7d"], Documents.old),
            (["--min-age", "1d"], Documents.new),
        ]
    )
    func tellsWhatATagMeant(_ row: (options: [String], digest: String)) async throws {
        try await FakeServer.run(answering: Self.registry(Self.story)) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["resolve", "\(host)/team/app:live"] + row.options)
            #expect(run.status == 0)
            #expect(run.output == "\(host)/team/app:live@\(row.digest)\n")
            #expect(run.talk == "")
        }
    }

    /// What a tag was set back to is old; what it was set back from is not wanted, however old.
    @Test func aTagThatWasSetBackHasSettledOnWhatItWasSetBackTo() async throws {
        let story = [(digest: Documents.old, event: "created", time: "2026-11-20T12:00:00.000000Z")] + Self.story
        try await FakeServer.run(answering: Self.registry(story)) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["resolve", "\(host)/team/app:live", "--min-age", "1d"])
            #expect(run.output == "\(host)/team/app:live@\(Documents.old)\n")
        }
    }

    @Test(arguments: [["--as-of", "2026-10-01"], ["--min-age", "60d"]])
    func saysThatTheTagDidNotExistThen(_ options: [String]) async throws {
        try await FakeServer.run(answering: Self.registry(Self.story)) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["resolve", "\(host)/team/app:live"] + options)
            #expect(run.status == 3)
            #expect(run.talk.contains("meant nothing at 2026-"))
            #expect(run.output.isEmpty)
        }
    }

    @Test func aDeletedTagMeantNothing() async throws {
        let story = [(digest: Documents.new, event: "deleted", time: "2026-11-20T12:00:00.000000Z")] + Self.story
        try await FakeServer.run(answering: Self.registry(story)) { server in
            let host = server.url.dropFirst("http://".count)
            #expect(await CommandRun(["resolve", "\(host)/team/app:live", "--min-age", "7d"]).status == 3)
            #expect(await CommandRun(["resolve", "\(host)/team/app:live", "--as-of", "1h"]).status == 3)
            #expect(await CommandRun(["resolve", "\(host)/team/app:live", "--as-of", "1d"]).status == 0)
        }
    }

    @Test func aRegistryWithoutHistoryIsNamed() async throws {
        try await FakeServer.run(answering: { _ in .error(404, "UNSUPPORTED", "no") }) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["resolve", "\(host)/team/app:live", "--as-of", "7d"])
            #expect(run.status == 3)
            #expect(run.talk.contains("\(host) keeps no history of tags"))
        }
    }

    @Test func severalReferencesArePartlyKnown() async throws {
        try await FakeServer.run(answering: Self.registry(Self.story)) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(
                ["resolve", "\(host)/team/app:live", "oci:./layout", "--as-of", "7d", "--format", "json"]
            )
            #expect(run.status == 7)
            #expect(run.output.contains(#""since":"2026-11-01T12:00:00.000000Z""#))
            #expect(run.output.contains(#""unresolved":[{"reference":"oci:./layout""#))
        }
    }

    @Test func aDigestBesideTheTagIsCompared() async throws {
        try await FakeServer.run(answering: Self.registry(Self.story)) { server in
            let host = server.url.dropFirst("http://".count)
            let name = "\(host)/team/app:live@\(Documents.new)"
            #expect(await CommandRun(["resolve", name, "--as-of", "1h"]).status == 0)
            #expect(await CommandRun(["resolve", name, "--as-of", "7d"]).status == 1)
        }
    }

    @Test(
        arguments: [
            ["app:1", "--as-of", "7d", "--min-age", "7d"], ["app:1", "--min-age", "soon"],
            ["oci:./x", "--as-of", "7d"],
            ["app@\(Documents.old)", "--as-of", "7d"],
        ]
    )
    func refusesWhatCannotBeMeant(_ arguments: [String]) async {
        #expect(await CommandRun(["resolve"] + arguments).status == 2)
    }
}
