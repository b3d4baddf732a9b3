// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

@testable import Commands

@Suite struct PromoteTests {
    private static let rules = #"{"schema":"holdfast.rules/1","rule":"rule 1","outcome":"a push is accepted"}"#

    private static func document(_ outcome: String, hold: String = "null", previous: String? = nil) -> String {
        let previous = previous.map { "\"\($0)\"" } ?? "null"
        return """
            {"schema":"holdfast.promote/1","from":"app:1.4.2","to":"prod/app:live","digest":"\(Documents.new)",
            "previous":\(previous),"outcome":"\(outcome)","hold":\(hold),"url":"http://h/holds/12","referrers":2,
            "companions":["sha256-x.sig"],"notes":["one was left behind"],"dryRun":false}
            """
    }

    /// A Holdfast that answers a promotion so.
    private static func server(_ answer: FakeServer.Answer) -> @Sendable (FakeServer.Request) -> FakeServer.Answer {
        { $0.method == "GET" ? .json(rules) : answer }
    }

    @Test func asksTheServerAndSaysHowToGoBack() async throws {
        let document = Self.document("promoted", previous: Documents.old)
        try await FakeServer.run(answering: Self.server(.json(document))) { server in
            let run = await CommandRun(
                ["promote", "app:1.4.2", "prod/app:live", "--reason", "release 7", "--server", server.url]
            )
            #expect(run.status == 0)
            #expect(run.output == "prod/app:live@\(Documents.new)\n")
            #expect(
                run.talk == """
                    one was left behind
                    prod/app:live was set. 2 referrers and 1 signature tag came along.
                    It meant \(Documents.old). To go back: holdfast rollback prod/app:live --to previous --reason WHY --server \(server.url)

                    """
            )
            #expect(
                server.requests.map(\.line) == ["GET /api/v1/rules?ref=prod%2Fapp%3Alive", "POST /api/v1/promote"]
            )
            let body = try #require(server.requests.last?.body)
            #expect(
                body == #"{"from":"app:1.4.2","to":"prod/app:live","reason":"release 7","dryRun":false}"#
            )
        }
    }

    @Test func takesTheSourcesTagAndTheServerInTheReferences() async throws {
        try await FakeServer.run(answering: Self.server(.json(Self.document("unchanged")))) { server in
            let host = server.url.dropFirst("http://".count)
            let run = await CommandRun(["promote", "\(host)/app:1.4.2", "\(host)/prod/app", "--dry-run"])
            #expect(run.status == 0)
            let body = try #require(server.requests.last?.body)
            #expect(body == #"{"from":"app:1.4.2","to":"prod/app:1.4.2","reason":null,"dryRun":true}"#)
        }
    }

    @Test func endsWithOneWhenTheChangeIsHeld() async throws {
        let document = Self.document("held", hold: "12", previous: Documents.old)
        try await FakeServer.run(answering: Self.server(.json(document, status: 202))) { server in
            let run = await CommandRun(["promote", "app:1.4.2", "prod/app:live", "--quiet", "--server", server.url])
            #expect(run.status == 1)
            #expect(run.talk.contains("prod/app:live stays \(Documents.old)"))
            #expect(run.talk.contains("holdfast holds approve 12"))
            let json = await CommandRun(
                ["promote", "app:1.4.2", "prod/app:live", "--format", "json", "--server", server.url]
            )
            #expect(json.status == 1)
            #expect(json.output == document + "\n")
        }
    }

    @Test func endsWithOneWhenARuleRefuses() async throws {
        let refusal = FakeServer.Answer.error(409, "DENIED", "prod/app:live stays: rule 1 allows no change")
        try await FakeServer.run(answering: Self.server(refusal)) { server in
            let run = await CommandRun(["promote", "app:1.4.2", "prod/app:live", "--server", server.url])
            #expect(run.status == 1)
            #expect(run.talk.contains("rule 1 allows no change"))
            #expect(run.output.isEmpty)
        }
    }

    @Test(arguments: [(401, 4), (403, 4), (404, 3), (429, 5), (400, 2)])
    func otherRefusalsKeepTheirStatus(_ row: (status: Int, exit: Int32)) async throws {
        try await FakeServer.run(answering: Self.server(.error(row.status, "X", "no"))) { server in
            let run = await CommandRun(["promote", "app:1.4.2", "prod/app:live", "--server", server.url])
            #expect(run.status == row.exit)
        }
    }

    @Test func needsATag() async {
        let digest = "app@\(Documents.old)"
        #expect(await CommandRun(["promote", digest, "prod/app"]).status == 2)
        #expect(await CommandRun(["promote", "app:1"]).status == 2)
    }

    @Test func tellsTheRulesOfAnotherRegistryBeforehand() async throws {
        try await FakeServer.run(answering: Self.twoRegistries(change: "allow")) { server in
            let arguments = ["promote", Self.source(server), "prod/app:1", "--dry-run", "--server", server.url]
            let run = await CommandRun(arguments)
            #expect(run.status == 0)
            #expect(run.output.contains("a push is accepted"))
            #expect(server.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })
        }
    }

    @Test(arguments: [("allow", "promoted", 0 as Int32), ("hold", "held", 1), ("deny", nil, 1)])
    func tellsAsADocumentWhatTheRulesOfAnotherRegistryWouldDo(
        _ row: (change: String, outcome: String?, status: Int32)
    ) async throws {
        try await FakeServer.run(answering: Self.twoRegistries(change: row.change)) { server in
            let arguments = ["promote", Self.source(server), "prod/app:1", "--dry-run", "--server", server.url]
            let run = await CommandRun(arguments + ["--format", "json"])
            #expect(run.status == row.status)
            let document = try? JSONValue(parsing: Array(run.output.utf8))
            #expect(document?["outcome"]?.string == row.outcome)
            guard row.outcome != nil else { return }
            #expect(document?["schema"]?.string == "holdfast.promote/1")
            #expect(document?["digest"]?.string == Digest(of: Array(Self.manifest.utf8)).rawValue)
            #expect(document?["previous"]?.string == Documents.old)
            #expect(document?["dryRun"] == .bool(true))
        }
    }

    @Test func aCopyThatIsHeldIsTheSameDocumentAsAPromotionThatIs() async throws {
        let digest = Digest(of: Array(Self.manifest.utf8)).rawValue
        let holds = """
            {"schema":"holdfast.holds/1","holds":[{"id":12,"repository":"prod/app","tag":"1","from":"\(Documents.old)",
            "to":"\(digest)","state":"open","url":"http://h/holds/12"}],"next":null}
            """
        let registries = Self.twoRegistries(change: "hold")
        try await FakeServer.run(answering: { request in
            if request.target.hasPrefix("/api/v1/holds") { return .json(holds) }
            if request.method == "PUT" { return .error(409, "DENIED", "prod/app:1 stays; it is held") }
            return registries(request)
        }) { server in
            let arguments = ["promote", Self.source(server), "prod/app:1", "--server", server.url]
            let json = await CommandRun(arguments + ["--format", "json"])
            #expect(json.status == 1)
            let document = try JSONValue(parsing: Array(json.output.utf8))
            #expect(document["outcome"]?.string == "held")
            #expect(document["hold"]?.integer == 12)
            #expect(document["digest"]?.string == digest)
            let text = await CommandRun(arguments)
            #expect(text.status == 1)
            #expect(text.talk.contains("holdfast holds approve 12 --server \(server.url)"))
        }
    }

    private static let manifest = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}
        """

    /// The image under another name of the server's, which makes it another registry.
    private static func source(_ server: FakeServer) -> String {
        "localhost:\(server.url.split(separator: ":").last ?? "")/app:1"
    }

    /// A registry with one image, and a Holdfast with a rule.
    private static func twoRegistries(change: String) -> @Sendable (FakeServer.Request) -> FakeServer.Answer {
        { request in
            if request.target.hasPrefix("/v2/app/manifests/") {
                let headers = [
                    ("Content-Type", "application/vnd.oci.image.index.v1+json"),
                    ("Docker-Content-Digest", Digest(of: Array(manifest.utf8)).rawValue),
                ]
                return .json(manifest, headers: headers)
            }
            if request.target.hasPrefix("/v2/app/referrers/") {
                return .json(manifest, headers: [("Content-Type", "application/vnd.oci.image.index.v1+json")])
            }
            guard request.target.hasPrefix("/api/v1/rules") else { return .error(404, "MANIFEST_UNKNOWN", "none") }
            return .json(
                """
                {"schema":"holdfast.rules/1","rule":"rule 1","create":"allow","change":"\(change)",
                "current":"\(Documents.old)","outcome":"a push is accepted"}
                """
            )
        }
    }
}
