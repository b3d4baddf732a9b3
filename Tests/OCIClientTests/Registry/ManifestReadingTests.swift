// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct ManifestReadingTests {
    private static let manifest = TestRegistry.manifest()
    private static let digest = TestRegistry.digest(manifest)

    @Test func resolvesATagByHeadAlone() async throws {
        try await TestRegistry.reading({ _ in TestRegistry.answer(Self.manifest) }) { source, server in
            let found = try await source.resolve(.tag(try Tag("1")))
            #expect(found.digest == Self.digest)
            #expect(found.mediaType == .imageManifest)
            #expect(found.size == Int64(Self.manifest.count))
            #expect(server.lines == ["HEAD /v2/team/app/manifests/1"])
            let accepted = server.requests[0].header("Accept") ?? ""
            #expect(accepted.contains(MediaType.imageIndex.rawValue))
            #expect(accepted.contains(MediaType.dockerManifestList.rawValue))
        }
    }

    @Test(arguments: ["Docker-Content-Digest", "Content-Type"])
    func readsTheManifestWhenHeadLeavesSomethingOut(header: String) async throws {
        let script: ScriptedServer.Script = { request in
            var answer = TestRegistry.answer(Self.manifest)
            if request.method == "HEAD" { answer.headers.removeAll { $0.0 == header } }
            return answer
        }
        try await TestRegistry.reading(script) { source, server in
            let found = try await source.resolve(.tag(try Tag("1"))).digest
            #expect(found == Self.digest)
            #expect(server.requests.map(\.method) == ["HEAD", "GET"])
        }
    }

    @Test(arguments: [400, 404, 405, 501])
    func readsTheManifestWhereHeadIsNotKnown(status: Int) async throws {
        let script: ScriptedServer.Script = { request in
            request.method == "HEAD" ? .empty(status) : TestRegistry.answer(Self.manifest)
        }
        try await TestRegistry.reading(script) { source, _ in
            let found = try await source.resolve(.tag(try Tag("1"))).digest
            #expect(found == Self.digest)
        }
    }

    @Test func givesTheWordsOfARegistryThatDoesNotHaveTheImage() async throws {
        let body = #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"held: http://x/holds/1"}]}"#
        try await TestRegistry.reading({ _ in .text(body, status: 404) }) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.resolve(.tag(try Tag("1"))) }
            #expect(error?.code == .notFound)
            #expect(error?.registryWords == "held: http://x/holds/1")
            #expect(error?.message.hasPrefix("could not read the manifest \(server.host)/team/app:1: ") == true)
        }
    }

    @Test func refusesBytesThatAreNotWhatTheRegistryClaims() async throws {
        let script: ScriptedServer.Script = { _ in
            var answer = TestRegistry.answer(TestRegistry.manifest(note: "other"))
            answer.headers[1].1 = Self.digest.rawValue
            return answer
        }
        try await TestRegistry.reading(script) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .integrity)
            #expect(error?.message.contains(Self.digest.rawValue) == true)
            #expect(error?.message.contains(TestRegistry.digest(TestRegistry.manifest(note: "other")).rawValue) == true)
        }
    }

    @Test func refusesBytesThatAreNotWhatWasAskedFor() async throws {
        let other = TestRegistry.manifest(note: "other")
        try await TestRegistry.reading({ _ in TestRegistry.answer(other) }) { source, _ in
            let first = await #expect(throws: ClientError.self) { try await source.manifest(.digest(Self.digest)) }
            #expect(first?.code == .integrity)
            let second = await #expect(throws: ClientError.self) { try await source.resolve(.digest(Self.digest)) }
            #expect(second?.code == .integrity)
        }
    }

    @Test func hashesTheBytesWhereTheRegistryClaimsNothing() async throws {
        let script: ScriptedServer.Script = { _ in .bytes(Self.manifest, ("Content-Type", "application/json")) }
        try await TestRegistry.reading(script) { source, _ in
            let found = try await source.manifest(.tag(try Tag("1")))
            #expect(found.digest == Self.digest)
            #expect(found.manifest.mediaType == .imageManifest)
        }
    }

    @Test func verifiesAgainstALongerDigest() async throws {
        let digest = RunningDigest.of(Self.manifest, .sha512)
        try await TestRegistry.reading({ _ in TestRegistry.answer(Self.manifest) }) { source, _ in
            let found = try await source.manifest(.digest(digest)).digest
            #expect(found == digest)
            let resolved = try await source.resolve(.digest(digest)).digest
            #expect(resolved == digest)
        }
    }

    @Test func tellsTheTypeFromTheBodyWhereNothingNamesIt() async throws {
        let script: ScriptedServer.Script = { _ in .text(#"{"schemaVersion":2,"manifests":[]}"#) }
        try await TestRegistry.reading(script) { source, _ in
            let found = try await source.manifest(.tag(try Tag("1"))).manifest.mediaType
            #expect(found == .imageIndex)
        }
    }

    @Test func refusesABodyThatIsNotTheTypeInItsHeader() async throws {
        let script: ScriptedServer.Script = { _ in
            .bytes(Self.manifest, ("Content-Type", MediaType.imageIndex.rawValue))
        }
        try await TestRegistry.reading(script) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) }
            #expect(error?.code == .malformed)
        }
    }

    @Test func saysThatImagesOfTheFirstSchemaAreNotRead() async throws {
        let script: ScriptedServer.Script = { _ in
            .text("{}", ("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws"))
        }
        try await TestRegistry.reading(script) { source, _ in
            for error in [
                await #expect(throws: ClientError.self) { try await source.manifest(.tag(try Tag("1"))) },
                await #expect(throws: ClientError.self) { _ = try await source.resolve(.tag(try Tag("1"))) },
            ] {
                #expect(error?.code == .unsupported)
            }
        }
    }

    @Test func meansLatestWithoutATag() async throws {
        try await TestRegistry.reading(of: "team/app", { _ in TestRegistry.answer(Self.manifest) }) { source, server in
            let latest = try Tag("latest")
            #expect(source.defaultReference == .tag(latest))
            #expect(source.name == "\(server.host)/team/app")
        }
    }
}
