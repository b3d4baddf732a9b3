// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct ListTests {
    private static let subject = TestRegistry.digest([1])

    private static func index(_ digests: [Digest]) -> String {
        let entries = digests.map { #"{"mediaType":"\#(MediaType.imageManifest)","digest":"\#($0)","size":1}"# }
        return
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[\#(entries.joined(separator: ","))]}"#
    }

    @Test func readsTagsPageByPage() async throws {
        let script: ScriptedServer.Script = { request in
            request.target.contains("last=b")
                ? .text(#"{"name":"team/app","tags":["c"]}"#)
                : .text(
                    #"{"name":"team/app","tags":["a","b","not a tag"]}"#,
                    ("Link", #"</v2/team/app/tags/list?n=2&last=b>; rel="next""#)
                )
        }
        try await TestRegistry.reading(script) { source, server in
            let found = try await source.tags()
            #expect(found == ["a", "b", "c"])
            #expect(server.lines.last == "GET /v2/team/app/tags/list?n=2&last=b")
        }
    }

    @Test(arguments: [#"{"name":"team/app","tags":null}"#, #"{"name":"team/app"}"#, #"{"tags":[]}"#])
    func readsAnEmptyList(body: String) async throws {
        try await TestRegistry.reading({ _ in .text(body) }) { source, _ in
            let found = try await source.tags().isEmpty
            #expect(found)
        }
    }

    @Test(arguments: ["", "[]", #"{"tags":"a"}"#, "<html>"])
    func refusesWhatIsNoList(body: String) async throws {
        try await TestRegistry.reading({ _ in .text(body) }) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.tags() }
            #expect(error?.code == .malformed)
        }
    }

    @Test(arguments: [
        "</v2/team/app/tags/list?n=1000>; rel=next", "<http://o.example/list>; rel=next", "<file:///x>; rel=next",
    ])
    func followsNoPagesInCirclesOrElsewhere(link: String) async throws {
        let script: ScriptedServer.Script = { _ in .text(#"{"tags":["a"]}"#, ("Link", link)) }
        try await TestRegistry.reading(script) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.tags() }
            #expect(error?.code == .malformed)
            #expect(server.requests.count == 1)
        }
    }

    @Test func endsAListWithoutEnd() async throws {
        let count = Counter()
        let page = String(repeating: " ", count: 1 << 20)
        let script: ScriptedServer.Script = { _ in
            .text(#"{"tags":["a"]}"# + page, ("Link", "</v2/team/app/tags/list?page=\(count.next())>; rel=next"))
        }
        try await TestRegistry.reading(script) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.tags() }
            #expect(error?.code == .malformed)
            // A page is asked for again when its connection breaks.
            #expect(Set(server.requests.map(\.target)).count == 16)
        }
    }

    @Test func readsReferrersPageByPageEachOnce() async throws {
        let digests = (0..<3).map { TestRegistry.digest([UInt8($0)]) }
        let type = ("Content-Type", MediaType.imageIndex.rawValue)
        let script: ScriptedServer.Script = { request in
            request.target.hasSuffix("?page=2")
                ? .text(Self.index([digests[1], digests[2]]), type)
                : .text(Self.index([digests[0], digests[1]]), type, ("Link", "<\(request.path)?page=2>; rel=next"))
        }
        try await TestRegistry.reading(script) { source, server in
            let found = try await source.referrers(of: Self.subject).map(\.digest)
            #expect(found == digests)
            #expect(server.lines.first == "GET /v2/team/app/referrers/\(Self.subject)")
        }
    }

    @Test func readsReferrersOfATypePageByPage() async throws {
        let digests = (0..<3).map { TestRegistry.digest([UInt8($0)]) }
        let fields = [("Content-Type", MediaType.imageIndex.rawValue), ("OCI-Filters-Applied", "artifactType")]
        let script: ScriptedServer.Script = { request in
            request.target.hasSuffix("&page=2")
                ? .text(Self.index([digests[2]]), fields[0], fields[1])
                : .text(
                    Self.index([digests[0], digests[1]]),
                    fields[0],
                    fields[1],
                    ("Link", "<\(request.target)&page=2>; rel=next")
                )
        }
        try await TestRegistry.reading(script) { source, server in
            let found = try await source.referrers(of: Self.subject, artifactType: "a/b.v0.3+json")?.map(\.digest)
            #expect(found == digests)
            #expect(
                server.lines.first == "GET /v2/team/app/referrers/\(Self.subject)?artifactType=a%2Fb.v0.3%2Bjson"
            )
        }
    }

    @Test func doesNotTakeAListOfEverythingForThatOfAType() async throws {
        let script: ScriptedServer.Script = { _ in
            .text(Self.index([Self.subject]), ("Content-Type", MediaType.imageIndex.rawValue))
        }
        try await TestRegistry.reading(script) { source, _ in
            let found = try await source.referrers(of: Self.subject, artifactType: "a/b")
            #expect(found == nil)
        }
        try await TestRegistry.reading({ _ in .empty(404) }) { source, _ in
            let found = try await source.referrers(of: Self.subject, artifactType: "a/b")
            #expect(found == nil)
        }
        try await TestRegistry.reading({ _ in .empty(403) }) { source, _ in
            let error = await #expect(throws: ClientError.self) {
                try await source.referrers(of: Self.subject, artifactType: "a/b")
            }
            #expect(error?.code == .forbidden)
        }
    }

    @Test(arguments: [404, 200, 405])
    func readsTheIndexUnderTheFallbackTagWhereTheAPIIsMissing(status: Int) async throws {
        let script: ScriptedServer.Script = { request in
            request.path == "/v2/team/app/manifests/sha256-\(Self.subject.hex)"
                ? .text(Self.index([Self.subject]), ("Content-Type", MediaType.imageIndex.rawValue))
                : .text("<html>", status: status, ("Content-Type", "text/html"))
        }
        try await TestRegistry.reading(script) { source, _ in
            let found = try await source.referrers(of: Self.subject).map(\.digest)
            #expect(found == [Self.subject])
        }
    }

    @Test func findsNothingWhereThereIsNeither() async throws {
        try await TestRegistry.reading({ _ in .empty(404) }) { source, _ in
            let found = try await source.referrers(of: Self.subject).isEmpty
            #expect(found)
        }
    }

    @Test func doesNotTakeAFailureForAnEmptyList() async throws {
        try await TestRegistry.reading({ _ in .empty(403) }) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.referrers(of: Self.subject) }
            #expect(error?.code == .forbidden)
        }
    }
}
