// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct TagHistoryReadingTests {
    private static let first = TestRegistry.digest([1])
    private static let second = TestRegistry.digest([2])
    private static let extensions = #"{"extensions":[{"name":"_oci","endpoints":["_oci/ext/discover"]}]}"#

    private static func entry(_ digest: Digest, _ event: String, _ time: String, index: Int? = nil) -> String {
        let annotations =
            #""org.opencontainers.distribution.tag.event":"\#(event)","#
            + #""org.opencontainers.distribution.tag.timestamp":"\#(time)""#
            + (index.map { #","holdfast.log.index":"\#($0)""# } ?? "")
        return
            #"{"mediaType":"\#(MediaType.imageManifest)","digest":"\#(digest)","size":0,"annotations":{\#(annotations)}}"#
    }

    private static func list(_ entries: [String]) -> ScriptedAnswer {
        .text(
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[\#(entries.joined(separator: ","))]}"#,
            ("Content-Type", MediaType.imageIndex.rawValue)
        )
    }

    /// A registry with a history of every tag.
    private static func script(_ entries: [String]) -> ScriptedServer.Script {
        { request in
            request.path == "/v2/_oci/ext/discover" ? .text(extensions) : list(entries)
        }
    }

    private func reading<Result>(
        _ script: @escaping ScriptedServer.Script,
        _ body: (TagHistoryReading, Reference, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.run(script) { server in
            let reference = try Reference("\(server.host)/team/app:1")
            return try await TestRegistry.withSession { session in
                try await body(TagHistoryReading(session: session), reference, server)
            }
        }
    }

    @Test func readsWhatATagCameToMeanLast() async throws {
        let entries = [Self.entry(Self.second, "created", "2026-11-20T12:00:00.5Z", index: 17)]
        try await reading(Self.script(entries)) { history, reference, server in
            let entry = try await history.latest(of: reference)
            #expect(entry?.digest == Self.second)
            #expect(entry?.index == 17)
            #expect(entry?.time == Timestamp("2026-11-20T12:00:00.5Z"))
            #expect(
                server.lines == ["GET /v2/_oci/ext/discover", "GET /v2/team/app/_oci/tag-history/1?n=1"]
            )
        }
    }

    @Test func knowsNothingOfADeletedTag() async throws {
        let entries = [
            Self.entry(Self.first, "deleted", "2026-11-20T12:00:00Z"),
            Self.entry(Self.first, "created", "2026-11-19T12:00:00Z"),
        ]
        try await reading(Self.script(entries)) { history, reference, _ in
            let latest = try await history.latest(of: reference)
            #expect(latest == nil)
            let seen = try await history.firstSeen(Self.first, of: reference)
            #expect(seen == nil)
        }
    }

    @Test func takesTheLastTimeATagCameToMeanADigest() async throws {
        let entries = [
            Self.entry(Self.second, "created", "2026-11-21T12:00:00Z"),
            Self.entry(Self.first, "created", "2026-11-20T12:00:00Z"),
            Self.entry(Self.second, "created", "2026-11-19T12:00:00Z"),
            Self.entry(Self.first, "created", "2026-11-18T12:00:00Z"),
        ]
        try await reading(Self.script(entries)) { history, reference, server in
            let first = try await history.firstSeen(Self.first, of: reference)
            #expect(first == Timestamp("2026-11-20T12:00:00Z"))
            let second = try await history.firstSeen(Self.second, of: reference)
            #expect(second == Timestamp("2026-11-21T12:00:00Z"))
            let other = try await history.firstSeen(TestRegistry.digest([3]), of: reference)
            #expect(other == nil)
            #expect(server.lines[1] == "GET /v2/team/app/_oci/tag-history/1?n=100&digest=\(Self.first)")
            #expect(server.requests.count { $0.path == "/v2/_oci/ext/discover" } == 1)
        }
    }

    @Test(arguments: [400, 401, 403, 404, 405, 501])
    func asksARegistryWithoutExtensionsOnlyOnce(status: Int) async throws {
        try await reading({ _ in .empty(status) }) { history, reference, server in
            var references: [Reference] = []
            for number in 0..<20 {
                references.append(try Reference("\(server.host)/app\(number):1@\(Self.first)"))
            }
            let found = await history.firstSeen(of: references)
            #expect(found.count == 20)
            for answer in found.values { #expect(try answer.get() == nil) }
            let latest = try await history.latest(of: reference)
            #expect(latest == nil)
            #expect(server.lines == ["GET /v2/_oci/ext/discover"])
        }
    }

    @Test(arguments: ["{}", "[]", "no", #"{"extensions":[{"name":"_other"}]}"#])
    func takesOtherExtensionsForNone(body: String) async throws {
        try await reading({ _ in .text(body) }) { history, reference, server in
            let latest = try await history.latest(of: reference)
            #expect(latest == nil)
            #expect(server.requests.count == 1)
        }
    }

    @Test func knowsNothingOfATagWithoutHistory() async throws {
        let script: ScriptedServer.Script = { request in
            request.path == "/v2/_oci/ext/discover" ? .text(Self.extensions) : .empty(404)
        }
        try await reading(script) { history, reference, _ in
            let latest = try await history.latest(of: reference)
            #expect(latest == nil)
        }
    }

    @Test func readsManyAtOnceAndTellsFailuresApart() async throws {
        let script: ScriptedServer.Script = { request in
            if request.path == "/v2/_oci/ext/discover" { return .text(Self.extensions) }
            if request.path.contains("forbidden") { return .empty(403) }
            return Self.list([Self.entry(Self.first, "created", "2026-11-20T12:00:00Z", index: 1)])
        }
        try await reading(script) { history, _, server in
            let good = try Reference("\(server.host)/app:1@\(Self.first)")
            let bad = try Reference("\(server.host)/forbidden:1@\(Self.first)")
            let seen = await history.firstSeen(of: [good, bad])
            #expect(try seen[good]?.get() == Timestamp("2026-11-20T12:00:00Z"))
            #expect(throws: ClientError.self) { try seen[bad]?.get() }
            let latest = await history.latest(of: [good])
            #expect(try latest[good]?.get()?.index == 1)
        }
    }

    @Test(
        arguments: [
            "no", #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[{}]}"#,
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":["#
                + entry(first, "created", "yesterday") + "]}",
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":["#
                + entry(first, "imagined", "2026-11-20T12:00:00Z") + "]}",
        ]
    )
    func refusesAHistoryThatCannotBeRead(body: String) async throws {
        let script: ScriptedServer.Script = { request in
            request.path == "/v2/_oci/ext/discover" ? .text(Self.extensions) : .text(body)
        }
        try await reading(script) { history, reference, _ in
            let error = await #expect(throws: ClientError.self) {
                _ = try await history.firstSeen(Self.first, of: reference)
            }
            #expect(error?.code == .malformed)
        }
    }

    @Test func saysThatTheRegistryIsNotThere() async throws {
        let port = try await ScriptedServer.run({ _ in .empty(200) }) { $0.port }
        try await TestRegistry.withSession { session in
            let history = TagHistoryReading(session: session)
            let reference = try Reference("127.0.0.1:\(port)/app:1")
            for _ in 0..<2 {
                let error = await #expect(throws: ClientError.self) { _ = try await history.latest(of: reference) }
                #expect(error?.code == .unavailable)
            }
        }
    }
}
