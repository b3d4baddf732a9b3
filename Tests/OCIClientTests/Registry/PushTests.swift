// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct PushTests {
    private static let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
    private static let blob = TestRegistry.blob(bytes)

    /// A registry that takes uploads; some answers are replaced.
    private static func script(
        _ replaced: @escaping @Sendable (ScriptedRequest) -> ScriptedAnswer? = { _ in nil }
    ) -> ScriptedServer.Script {
        { request in
            if let answer = replaced(request) { return answer }
            switch (request.method, request.path) {
            case ("POST", "/v2/team/copy/blobs/uploads/"): return .empty(202, ("Location", "/upload/1?state=a"))
            case ("PATCH", "/upload/1"): return .empty(202, ("Location", "/upload/2?state=b"))
            case ("PUT", "/upload/2"): return .empty(201)
            case ("DELETE", _): return .empty(204)
            case ("PUT", _):
                return .empty(
                    201,
                    ("Docker-Content-Digest", TestRegistry.digest(request.body).rawValue),
                    ("OCI-Subject", "x")
                )
            default: return .empty(404)
            }
        }
    }

    @Test func writesABlob() async throws {
        try await TestRegistry.writing(Self.script()) { destination, _, server in
            try await destination.write(Self.blob, TestRegistry.stream(Self.bytes))
            let digest = "sha256%3A\(Self.blob.digest.hex)"
            #expect(
                server.lines == [
                    "POST /v2/team/copy/blobs/uploads/", "PATCH /upload/1?state=a",
                    "PUT /upload/2?state=b&digest=\(digest)",
                ]
            )
            #expect(server.requests[1].body == Self.bytes)
            #expect(server.requests[1].header("Content-Length") == "20000")
            #expect(server.requests[1].header("Content-Type") == "application/octet-stream")
        }
    }

    @Test(arguments: [401, 403, 404]) func takesAManifestThatItMayNotSeeForAbsent(status: Int) async throws {
        try await TestRegistry.writing({ _ in .empty(status) }) { destination, _, _ in
            let isPresent = try await destination.has(manifest: Self.blob.digest)
            #expect(!isPresent)
        }
    }

    @Test func cancelsAnUploadWhoseSourceFails() async throws {
        struct SourceFailure: Error {}
        try await TestRegistry.writing(Self.script()) { destination, _, server in
            await #expect(throws: SourceFailure.self) {
                try await destination.write(Self.blob, TestRegistry.stream([1, 2], failure: SourceFailure()))
            }
            #expect(server.lines.last == "DELETE /upload/1?state=a")
            #expect(!server.lines.contains { $0.hasPrefix("PUT") })
        }
    }

    @Test(arguments: [19_999, 20_001])
    func completesNoUploadOfAnotherLength(count: Int) async throws {
        try await TestRegistry.writing(Self.script()) { destination, _, server in
            let error = await #expect(throws: ClientError.self) {
                try await destination.write(Self.blob, TestRegistry.stream([UInt8](repeating: 0, count: count)))
            }
            #expect(error?.code == .integrity)
            #expect(!server.lines.contains { $0.hasPrefix("PUT") })
        }
    }

    @Test func sendsNoLoginWhereTheUploadGoesElsewhere() async throws {
        let login = try Credentials(user: "ann", password: "secret")
        try await ScriptedServer.run(Self.script()) { elsewhere in
            let location = "http://\(elsewhere.host)/upload/1"
            let script = Self.script { request in
                guard request.header("Authorization") != nil else {
                    return .empty(401, ("WWW-Authenticate", #"Basic realm="x""#))
                }
                return .empty(202, ("Location", location))
            }
            try await ScriptedServer.run(script) { server in
                try await TestRegistry.withSession({ $0.login = login }) { session in
                    let destination = try session.destination(try Reference("\(server.host)/team/copy"))
                    try await destination.write(Self.blob, TestRegistry.stream(Self.bytes))
                }
            }
            #expect(elsewhere.requests.map(\.method) == ["PATCH", "PUT"])
            #expect(elsewhere.requests.allSatisfy { $0.header("Authorization") == nil })
        }
    }

    @Test func looksWhetherAnUploadSucceededThatWasNotAnswered() async throws {
        let script = Self.script { request in
            switch request.method {
            case "PUT": .empty(404)
            case "HEAD": .empty(200)
            default: nil
            }
        }
        try await TestRegistry.writing(script) { destination, _, server in
            try await destination.write(Self.blob, TestRegistry.stream(Self.bytes))
            #expect(server.lines.last == "HEAD /v2/team/copy/blobs/\(Self.blob.digest)")
        }
    }

    @Test(arguments: [(200, true), (404, false)])
    func tellsWhatIsThere(status: Int, isThere: Bool) async throws {
        try await TestRegistry.writing({ _ in .empty(status) }) { destination, _, server in
            let hasBlob = try await destination.has(Self.blob)
            let hasManifest = try await destination.has(manifest: Self.blob.digest)
            #expect([hasBlob, hasManifest] == [isThere, isThere])
            #expect(server.lines.last == "HEAD /v2/team/copy/manifests/\(Self.blob.digest)")
        }
    }

    @Test func doesNotTakeAFailureForAbsence() async throws {
        try await TestRegistry.writing({ _ in .empty(403) }) { destination, _, _ in
            let error = await #expect(throws: ClientError.self) { try await destination.has(Self.blob) }
            #expect(error?.code == .forbidden)
        }
    }

    @Test func mountsFromTheSameRegistry() async throws {
        let script = Self.script { $0.target.contains("mount=") ? .empty(201) : nil }
        try await TestRegistry.writing(script) { destination, session, server in
            let source = try session.source(try Reference("\(server.host)/team/app"))
            #expect(try await destination.mount(Self.blob, from: source))
            let digest = "sha256%3A\(Self.blob.digest.hex)"
            #expect(server.lines == ["POST /v2/team/copy/blobs/uploads/?mount=\(digest)&from=team%2Fapp"])
        }
    }

    @Test func asksForBothRightsToMount() async throws {
        let script = Self.script { request in
            if request.path == "/token" { return .text(#"{"token":"t"}"#) }
            guard request.header("Authorization") != nil else {
                let realm = "http://\(request.header("Host") ?? "")/token"
                return .empty(401, ("WWW-Authenticate", #"Bearer realm="\#(realm)""#))
            }
            return .empty(201)
        }
        try await TestRegistry.writing(script) { destination, session, server in
            let source = try session.source(try Reference("\(server.host)/team/app"))
            #expect(try await destination.mount(Self.blob, from: source))
            #expect(
                server.lines[1] == "GET /token?scope=repository%3Ateam%2Fcopy%3Apull%2Cpush"
                    + "&scope=repository%3Ateam%2Fapp%3Apull"
            )
        }
    }

    @Test func cancelsTheUploadThatStandsInForAMount() async throws {
        try await TestRegistry.writing(Self.script()) { destination, session, server in
            let source = try session.source(try Reference("\(server.host)/team/app"))
            #expect(try await destination.mount(Self.blob, from: source) == false)
            #expect(server.lines.last == "DELETE /upload/1?state=a")
        }
    }

    @Test func mountsNothingFromElsewhere() async throws {
        try await TestRegistry.writing(Self.script()) { destination, session, server in
            let elsewhere = try session.source(try Reference("127.0.0.1:1/team/app"))
            #expect(try await destination.mount(Self.blob, from: elsewhere) == false)
            let same = try session.source(try Reference("\(server.host)/team/copy"))
            #expect(try await destination.mount(Self.blob, from: same) == false)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func writesAManifestUnderItsTagsAlone() async throws {
        let manifest = try TestRegistry.fetched(TestRegistry.manifest())
        try await TestRegistry.writing(Self.script()) { destination, _, server in
            try await destination.write(manifest, tags: ["1", "2"])
            #expect(server.lines == ["PUT /v2/team/copy/manifests/1", "PUT /v2/team/copy/manifests/2"])
            #expect(server.requests[0].body == manifest.manifest.bytes)
            #expect(server.requests[0].header("Content-Type") == MediaType.imageManifest.rawValue)
        }
    }

    @Test func writesAManifestUnderItsDigestWithoutTags() async throws {
        let manifest = try TestRegistry.fetched(TestRegistry.manifest())
        try await TestRegistry.writing(Self.script()) { destination, _, server in
            try await destination.write(manifest, tags: [])
            #expect(server.lines == ["PUT /v2/team/copy/manifests/\(manifest.digest)"])
        }
    }

    @Test func givesTheWordsOfARegistryThatHoldsAChange() async throws {
        let manifest = try TestRegistry.fetched(TestRegistry.manifest())
        let held = #"{"errors":[{"code":"DENIED","message":"held for approval as 12"}]}"#
        try await TestRegistry.writing({ _ in .text(held, status: 409) }) { destination, _, server in
            let error = await #expect(throws: ClientError.self) { try await destination.write(manifest, tags: ["1"]) }
            #expect(error?.code == .refused)
            #expect(error?.registryWords == "held for approval as 12")
            #expect(server.requests.count == 1)
        }
    }

    @Test func refusesAnotherDigestThanTheOneSent() async throws {
        let manifest = try TestRegistry.fetched(TestRegistry.manifest())
        let script = Self.script { _ in .empty(201, ("Docker-Content-Digest", Self.blob.digest.rawValue)) }
        try await TestRegistry.writing(script) { destination, _, _ in
            let error = await #expect(throws: ClientError.self) { try await destination.write(manifest, tags: ["1"]) }
            #expect(error?.code == .integrity)
        }
    }

    @Test func listsAManifestWithASubjectWhereTheRegistryDoesNot() async throws {
        let manifest = try TestRegistry.fetched(TestRegistry.manifest(note: "signed", subject: Self.blob))
        let tag = "/v2/team/copy/manifests/sha256-\(Self.blob.digest.hex)"
        let script = Self.script { request in
            request.method == "PUT" ? .empty(201) : nil
        }
        try await TestRegistry.writing(script) { destination, _, server in
            try await destination.write(manifest, tags: [])
            #expect(server.lines == ["PUT /v2/team/copy/manifests/\(manifest.digest)", "GET \(tag)", "PUT \(tag)"])
            let index = try Manifest(server.requests[2].body)
            #expect(index.manifests.map(\.digest) == [manifest.digest])
            #expect(index.manifests.first?.annotations == ["note": "signed"])
            #expect(index.manifests.first?.artifactType == "application/vnd.oci.image.config.v1+json")
        }
    }
}
