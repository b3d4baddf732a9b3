// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct PastMeaningTests {
    private static let digest = TestRegistry.digest([1])
    private static let time = "2026-11-20T12:00:00.000000Z"

    /// A registry that answers every question about a tag with one entry.
    private static func script(_ headers: (String, String)...) -> ScriptedServer.Script {
        let all = headers + [("Content-Type", MediaType.imageIndex.rawValue)]
        return { request in
            guard request.path != "/v2/_oci/ext/discover" else { return .text(#"{"extensions":[{"name":"_oci"}]}"#) }
            let tag = "org.opencontainers.distribution.tag"
            let body = #"""
                {"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[
                {"mediaType":"\#(MediaType.imageManifest)","digest":"\#(digest)","size":0,
                "annotations":{"\#(tag).event":"created","\#(tag).timestamp":"\#(time)"}}]}
                """#
            return ScriptedAnswer(status: 200, headers: all, body: Array(body.utf8))
        }
    }

    private func ask(
        _ moment: PastMoment,
        _ script: @escaping ScriptedServer.Script,
        _ body: (Result<PastMeaning, ClientError>, ScriptedServer) throws -> Void
    ) async throws {
        try await ScriptedServer.run(script) { server in
            let reference = try Reference("\(server.host)/team/app:1")
            let answer: Result<PastMeaning, ClientError> = try await TestRegistry.withSession { session in
                do {
                    return .success(try await TagHistoryReading(session: session).meaning(of: reference, at: moment))
                } catch let error as ClientError {
                    return .failure(error)
                }
            }
            try body(answer, server)
        }
    }

    @Test func asksForOneEntryUpToTheMoment() async throws {
        let moment = try #require(Timestamp(Self.time))
        try await ask(.moment(moment), Self.script()) { answer, server in
            let entry = TagHistoryEntry(digest: Self.digest, event: .set, time: moment, index: nil)
            let meaning = try answer.get()
            #expect(meaning == .meant(entry))
            #expect(
                server.lines.last == "GET /v2/team/app/_oci/tag-history/1?n=1&before=2026-11-20T12:00:00.000001Z"
            )
        }
    }

    @Test func refusesAnAnswerFromAfterTheMoment() async throws {
        let moment = try #require(Timestamp("2026-11-01T00:00:00Z"))
        try await ask(.moment(moment), Self.script()) { answer, _ in
            let error = #expect(throws: ClientError.self) { try answer.get() }
            #expect(error?.code == .malformed)
        }
    }

    @Test func countsBackFromTheRegistrysClock() async throws {
        let script = Self.script(("Date", "Sat, 21 Nov 2026 12:00:00 GMT"))
        try await ask(.settled(.seconds(86_400)), script) { answer, _ in
            guard case .meant(let entry) = try answer.get() else {
                Issue.record("nothing was meant")
                return
            }
            #expect(entry.digest == Self.digest)
        }
        try await ask(.settled(.seconds(86_401)), script) { answer, server in
            // Nothing has settled: what was meant then is asked for, and this server does not go back.
            #expect(throws: ClientError.self) { try answer.get() }
            #expect(server.lines.last?.hasSuffix("n=1&before=2026-11-20T11:59:59.000001Z") == true)
        }
    }

    @Test(arguments: [PastMoment.ago(.seconds(1)), .settled(.seconds(1))])
    func doesNotCountBackByAClockItDoesNotSee(_ moment: PastMoment) async throws {
        for script in [Self.script(), Self.script(("Date", "yesterday"))] {
            try await ask(moment, script) { answer, _ in
                let error = #expect(throws: ClientError.self) { try answer.get() }
                #expect(error?.code == .malformed)
            }
        }
    }

    @Test(arguments: [404, 501])
    func knowsNothingWithoutHistory(_ status: Int) async throws {
        for moment in [PastMoment.moment(Timestamp(microseconds: 0)), .ago(.seconds(1)), .settled(.seconds(1))] {
            try await ask(moment, { _ in .empty(status) }) { answer, _ in
                let meaning = try answer.get()
                #expect(meaning == .unknown)
            }
        }
    }
}
