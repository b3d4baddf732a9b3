// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct HeadTests {
    private static let manifest = TestRegistry.manifest()
    private static let digest = TestRegistry.digest(manifest)

    @Test func takesTheHeadAlone() async throws {
        try await TestRegistry.reading({ _ in TestRegistry.answer(Self.manifest) }) { source, server in
            let found = try await source.head(.tag(try Tag("1")))
            #expect(found.digest == Self.digest)
            #expect(found.size == Int64(Self.manifest.count))
            #expect(server.lines == ["HEAD /v2/team/app/manifests/1"])
        }
    }

    @Test(arguments: [(400, ClientError.Code.unavailable), (404, .notFound), (403, .forbidden)])
    func believesARefusalWithoutAskingAgain(status: Int, code: ClientError.Code) async throws {
        let script: ScriptedServer.Script = { request in
            request.method == "HEAD" ? .empty(status) : TestRegistry.answer(Self.manifest)
        }
        try await TestRegistry.reading(script) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.head(.tag(try Tag("1"))) }
            #expect(error?.code == code)
            #expect(error?.isUnanswered == false)
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [405, 501])
    func readsTheManifestWhereHeadIsNotSupported(status: Int) async throws {
        let script: ScriptedServer.Script = { request in
            request.method == "HEAD" ? .empty(status) : TestRegistry.answer(Self.manifest)
        }
        try await TestRegistry.reading(script) { source, server in
            let found = try await source.head(.tag(try Tag("1"))).digest
            #expect(found == Self.digest)
            #expect(server.requests.map(\.method) == ["HEAD", "GET"])
        }
    }

    @Test(arguments: ["Docker-Content-Digest", "Content-Type"])
    func readsTheManifestWhenSomethingIsLeftOut(header: String) async throws {
        let script: ScriptedServer.Script = { request in
            var answer = TestRegistry.answer(Self.manifest)
            if request.method == "HEAD" { answer.headers.removeAll { $0.0 == header } }
            return answer
        }
        try await TestRegistry.reading(script) { source, server in
            let found = try await source.head(.tag(try Tag("1"))).digest
            #expect(found == Self.digest)
            #expect(server.requests.map(\.method) == ["HEAD", "GET"])
        }
    }

    @Test func refusesAnAnswerForAnotherDigest() async throws {
        let other = TestRegistry.digest(TestRegistry.manifest(note: "other"))
        try await TestRegistry.reading({ _ in TestRegistry.answer(Self.manifest) }) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.head(.digest(other)) }
            #expect(error?.code == .integrity)
        }
    }
}
