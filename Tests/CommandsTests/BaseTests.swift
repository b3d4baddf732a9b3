// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

@testable import Commands

@Suite struct BaseTests {
    private static let old = "sha256:" + String(repeating: "a", count: 64)
    private static let new = "sha256:" + String(repeating: "b", count: 64)

    private static func image(_ reference: String, _ status: String, _ more: String = "") -> String {
        #"{"reference":"\#(reference)","digest":"\#(old)","platform":"linux/amd64","base":"debian:12@\#(old)","#
            + #""builtOn":"\#(old)","current":"\#(new)","status":"\#(status)","words":"it is \#(status)","#
            + #""evidence":["log: it was so"],"changedFromLayer":null,"unknown":7\#(more)}"#
    }

    private static func document(_ images: String...) -> String {
        #"{"schema":"holdfast.base/1","images":["# + images.joined(separator: ",") + "]}"
    }

    private static func difference(_ severity: String) -> String {
        #","difference":{"verdict":"changed","headline":"3 packages newer","severity":"\#(severity)"}"#
    }

    @Test func listsWhatToBuildAnewTheMostImportantFirst() async throws {
        let document = Self.document(
            Self.image("team/a:1", "current"),
            Self.image("team/b:1", "moved", Self.difference("low")),
            Self.image("team/c:1", "unknown"),
            Self.image("team/d:1", "moved", #","since":"2026-11-19T23:53:00Z""#),
            Self.image("team/e:1", "shrunk", Self.difference("high"))
        )
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["base", "--all", "--server", server.url])
            #expect(
                run.output == """
                    IMAGE     PLATFORM     BASE                           STATUS  SINCE     WHAT
                    team/e:1  linux/amd64  debian:12@sha256:aaaaaaaaaaaa  shrunk            3 packages newer; highest severity high
                    team/d:1  linux/amd64  debian:12@sha256:aaaaaaaaaaaa  moved   24 h ago  it is moved
                    team/b:1  linux/amd64  debian:12@sha256:aaaaaaaaaaaa  moved             3 packages newer; highest severity low

                    """
            )
            #expect(run.talk == "3 images to build anew, 1 current, 1 not to be judged\n")
            #expect(run.status == 1)
            #expect(server.requests.map(\.line) == ["GET /api/v1/base"])
            let strict = await CommandRun(["base", "--all", "--strict", "--quiet", "--server", server.url])
            #expect(strict.status == 7)
            #expect(strict.output.contains("team/c:1"))
            #expect(strict.talk.isEmpty)
            let json = await CommandRun(["base", "--all", "--format", "json", "--quiet", "--server", server.url])
            #expect(json.output == document + "\n")
        }
    }

    @Test func allCurrentOrUnknownIsNothingToReport() async throws {
        let document = Self.document(Self.image("team/a:1", "current"), Self.image("team/c:1", "unknown"))
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let run = await CommandRun(["base", "--all", "--server", server.url])
            #expect(run.status == 0)
            #expect(run.output.isEmpty)
        }
    }

    @Test func allPagesAreRead() async throws {
        let first = Self.document(Self.image("team/a:1", "current"))
        let second = Self.document(Self.image("team/b:1", "moved"))
        try await FakeServer.run(answering: { request in
            request.target.contains("last=")
                ? .json(second)
                : .json(first, headers: [("Link", "</api/v1/base?last=team%2Fa%3A1&n=1>; rel=\"next\"")])
        }) { server in
            let run = await CommandRun(["base", "--all", "--server", server.url])
            #expect(run.status == 1)
            #expect(server.requests.count == 2)
        }
    }

    @Test(arguments: [
        ("current", Int32(0)), ("moved", 1), ("shrunk", 1), ("metadata-only", 1), ("unknown", 7), ("new", 7),
    ])
    func serverThatNamesAnImageIsBelieved(_ status: String, _ exit: Int32) async throws {
        let document = Self.document(Self.image("team/app:1.0", status))
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["base", "\(host)/team/app:1.0"])
            #expect(run.status == exit)
            #expect(run.output.contains("evidence  log: it was so"))
            #expect(server.requests.map(\.line) == ["GET /api/v1/base?ref=team%2Fapp%3A1.0"])
        }
    }

    @Test(arguments: [
        ["base"], ["base", "--all", "debian:12"], ["base", "--strict", "debian:12"], ["base", "Debian"],
    ])
    func whatNamesNothingIsAUsageError(_ arguments: [String]) async throws {
        #expect(await CommandRun(arguments).status == 2)
    }

    @Test func foreignTextIsMadeHarmless() async throws {
        let document = Self.document(Self.image("team/app\\u001b[31m:1.0", "moved"))
        try await FakeServer.run(answering: { _ in .json(document) }) { server in
            #expect(await !CommandRun(["base", "--all", "--server", server.url]).output.contains("\u{1b}"))
            let host = server.url.dropFirst("http://".count)
            #expect(await !CommandRun(["base", "\(host)/team/app:1.0"]).output.contains("\u{1b}"))
        }
    }
}

/// Images of registries that are none of Holdfast.
@Suite struct ForeignBaseTests {
    private static let config =
        #"{"os":"linux","architecture":"amd64","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#

    /// A registry with an image that names its base, whose tag means a digest there.
    private static func answer(_ request: FakeServer.Request, builtOn: Digest, current: Digest) -> FakeServer.Answer {
        let host = request.headers["host"] ?? ""
        let config = Digest(of: Array(config.utf8))
        let manifest = #"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(config)",
            "size":\#(self.config.utf8.count)},"layers":[],"annotations":{
            "org.opencontainers.image.base.name":"\#(host)/library/base:1",
            "org.opencontainers.image.base.digest":"\#(builtOn)"}}
            """#
        let type = ("Content-Type", "application/vnd.oci.image.manifest.v1+json")
        switch request.target {
        case "/v2/team/app/manifests/1.0":
            let digest = Digest(of: Array(manifest.utf8))
            return .json(manifest, headers: [type, ("Docker-Content-Digest", digest.rawValue)])
        case "/v2/team/app/blobs/\(config)": return .json(self.config)
        case "/v2/library/base/manifests/1":
            return .json("", headers: [type, ("Docker-Content-Digest", current.rawValue)])
        case "/v2/": return .json("{}")
        default: return .error(404, "NOT_FOUND", "not here")
        }
    }

    @Test func baseIsAskedForWithOneHead() async throws {
        let base = Digest(of: [1])
        try await FakeServer.run(answering: { Self.answer($0, builtOn: base, current: base) }) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["base", "\(host)/team/app:1.0"])
            #expect(run.status == 0)
            #expect(run.output.contains("status    current"))
            let asked = server.requests.map(\.line).filter { $0.contains("/library/base/") }
            #expect(asked == ["HEAD /v2/library/base/manifests/1"])
        }
    }

    @Test func baseThatMeansSomethingElseIsReadByDigest() async throws {
        let (old, new) = (Digest(of: [1]), Digest(of: [2]))
        try await FakeServer.run(answering: { Self.answer($0, builtOn: old, current: new) }) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["base", "\(host)/team/app:1.0"])
            // Neither digest is there any more: the move could not be looked at.
            #expect(run.status == 7)
            let asked = server.requests.map(\.line).filter { $0.contains("/library/base/") }
            #expect(asked.first == "HEAD /v2/library/base/manifests/1")
            #expect(Set(asked.dropFirst()).isSubset(of: [old, new].map { "GET /v2/library/base/manifests/\($0)" }))
        }
    }

    @Test func stagesOfADockerfileAreJudgedByTheirDigests() async throws {
        let (old, new) = (Digest(of: [1]), Digest(of: [2]))
        try await FakeServer.run(answering: { Self.answer($0, builtOn: old, current: new) }) { server in
            let host = server.url.dropFirst("http://".count)
            let directory = try Directory()
            let path = try directory.write("Dockerfile", "FROM \(host)/library/base:1@\(new) AS a\nFROM a\n")
            let run = await CommandRun(["base", path])
            #expect(run.status == 0)
            #expect(run.output.contains("Dockerfile:1:6"))
            #expect(run.output.contains("current"))
        }
    }
}
