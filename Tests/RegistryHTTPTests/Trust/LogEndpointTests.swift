// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import TagLog
import Testing

/// `/v2/<name>/_holdfast/…`, as a client reads it that trusts nothing but the key.
@Suite(.timeLimit(.minutes(20)))
struct LogEndpointTests {
    private let base = "/v2/team/app/_holdfast"

    private func bytes(_ path: String, _ client: RegistryClient) async throws -> [UInt8] {
        let answer = try await client.get("\(base)/\(path)")
        try #require(answer.status == 200, "\(path): \(answer.text)")
        return Array(answer.body.readableBytesView)
    }

    private func key(_ client: RegistryClient) async throws -> NoteKey {
        let text = String(decoding: try await bytes("log/key", client), as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        return try NoteKey(String(text.dropLast()))
    }

    private func run(_ face: Setup.Face, _ body: @Sendable (RegistryClient) async throws -> Void) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .allowingChange)) { fixture in
            try await fixture.client.push(.image(1), to: "team/app", as: "1.0")
            try await fixture.client.push(.image(2), to: "team/app", as: "1.0")
            try await fixture.client.push(.image(2), to: "team/app", as: "2.0")
            try await body(fixture.client)
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func servesALogWhoseEntriesLeadToItsSignedRoot(_ face: Setup.Face) async throws {
        try await run(face) { client in
            let signed = try SignedCheckpoint(parsing: try await bytes("log/checkpoint", client))
            try signed.verify(by: try await key(client))
            #expect(signed.checkpoint.origin.hasSuffix("/team/app"))
            #expect(signed.checkpoint.size == 3)
            let bundle = try #require(EntryBundle(index: 0, width: 3))
            let entries = try EntryBundle.decode(try await bytes("log/tile/\(bundle.path)", client), count: 3)
            var range = CompactRange()
            for entry in entries { _ = range.append(.leaf(of: entry)) }
            #expect(range.root == signed.checkpoint.root)
            let plan = try RootPlan(size: 3)
            var tiles: [Tile: [UInt8]] = [:]
            for tile in plan.tiles { tiles[tile] = try await bytes("log/tile/\(tile.path)", client) }
            let known = tiles
            let root = try plan.root { known[$0] ?? [] }
            #expect(root == signed.checkpoint.root)
            let events = try entries.map { try LogEntry(parsing: $0).event }
            #expect(events == ["created", "moved", "created"])
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func provesWhatATagMeans(_ face: Setup.Face) async throws {
        try await run(face) { client in
            let proof = try TagProof(parsing: try await bytes("tags/1.0/proof", client))
            let entry = try proof.verify(by: try await key(client))
            #expect(entry.index == 1)
            #expect(entry.tag?.rawValue == "1.0")
            #expect(entry.digest == Content.image(2).digest)
            #expect(entry.previous == Content.image(1).digest)
        }
    }

    /// By GET and HEAD, and live also where the answer is given from memory.
    @Test(arguments: Setup.Face.allCases)
    func tellsWithATagWhereItIsLogged(_ face: Setup.Face) async throws {
        try await run(face) { client in
            for _ in 1...3 {
                #expect(try await client.manifest("1.0", of: "team/app")["Holdfast-Tag-Proof"] == "1@3")
                #expect(try await client.head("/v2/team/app/manifests/2.0")["Holdfast-Tag-Proof"] == "2@3")
            }
            let digest = Content.image(2).digest
            #expect(try await !client.manifest(digest.rawValue, of: "team/app").has("Holdfast-Tag-Proof"))
            let known = try await client.get("/v2/team/app/manifests/1.0", [.ifNoneMatch: "\"\(digest)\""])
            #expect(known.status == 304)
            #expect(known["Holdfast-Tag-Proof"] == "1@3")
            try await client.push(.image(3), to: "team/app", as: "3.0")
            #expect(try await client.manifest("3.0", of: "team/app")["Holdfast-Tag-Proof"] == "3@4")
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func letsTilesBeKeptForEverAndCheckpointsNot(_ face: Setup.Face) async throws {
        try await run(face) { client in
            let tile = try await client.get("\(base)/log/tile/0/000.p/2")
            #expect(tile["Cache-Control"] == "public, max-age=31536000, immutable")
            #expect(tile["Content-Type"] == "application/octet-stream")
            #expect(tile.body.readableBytes == 64)
            let head = try await client.head("\(base)/log/tile/0/000.p/2")
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "64")
            for path in ["log/checkpoint", "log/key", "tags/1.0/proof"] {
                let answer = try await client.get("\(base)/\(path)")
                #expect(answer["Cache-Control"] == "no-store")
                #expect(answer["Content-Type"] == "text/plain; charset=utf-8")
            }
        }
    }

    @Test func letsNobodyKeepForOthersWhatNeedsALogin() async throws {
        try await RegistryFixture.run(
            Home(setup: Setup(face: .router, rules: .standard), users: ["ann"], access: .signedIn)
        ) { fixture in
            let ann = fixture.client.signed(as: "ann")
            try await ann.push(.image(), to: "team/app", as: "1.0")
            let tile = try await ann.get("\(base)/log/tile/0/000.p/1")
            #expect(tile["Cache-Control"] == "private, max-age=31536000, immutable")
            #expect(try await fixture.client.get("\(base)/log/tile/0/000.p/1").status == 401)
            #expect(try await fixture.client.get("/v2/none/_holdfast/log/key").status == 401)
        }
    }

    @Test(
        arguments: [
            "log/tile/0/000", "log/tile/0/000.p/4", "log/tile/0/001.p/1", "log/tile/1/000.p/1", "log/tile/63/000.p/1",
            "log/tile/entries/000", "log/tile/entries/000.p/4", "log/tile/0/0", "log/tile/00/000.p/1",
            "log/tile/64/000.p/1", "log/tile/0/000.p/0", "log/tile/0/000.p/256", "log/tile/0/x000/000.p/1",
            "log/tile/-1/000.p/1", "log/tile/entries", "log/tile/0/000.p/1/", "log/tile/data/000.p/1",
            "log/tile/0/x999/x999/x999/x999/x999/x999/999", "tags/none/proof", "tags/-x/proof", "log/other",
        ]
    )
    func saysThatNothingIsThere(_ path: String) async throws {
        try await run(.router) { client in
            let answer = try await client.get("\(base)/\(path)")
            #expect(answer.status == 404)
        }
    }

    @Test func hasNoLogWhereNothingHappenedAndTakesNoOtherMethods() async throws {
        try await run(.router) { client in
            let none = try await client.get("/v2/none/_holdfast/log/checkpoint")
            #expect(none.status == 404)
            #expect(none.code == "NAME_UNKNOWN")
            #expect(try await client.get("/v2/No/_holdfast/log/checkpoint").code == "NAME_INVALID")
            #expect(try await client.delete("\(base)/log/checkpoint").status == 405)
            #expect(try await client.put("\(base)/tags/1.0/proof").status == 405)
        }
    }
}
