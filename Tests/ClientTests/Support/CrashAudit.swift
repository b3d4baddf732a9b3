// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Foundation
import NIOHTTP1
import Testing

/// Looks at a registry that was killed and started again.
struct CrashAudit {
    let registry: RegistryProcess
    let ledger: PushLedger

    private struct Tags: Decodable {
        var tags: [String]
    }

    private struct Manifest: Decodable {
        struct Descriptor: Decodable {
            var digest: String
            var size: Int
        }

        var config: Descriptor
        var layers: [Descriptor]
    }

    /// Expects everything of a round, byte for byte, and everything before it by its digest.
    func expectNothingLost(round: Int) async throws {
        #expect(ledger.refusals == [])
        try expectNoTemporaryFiles()
        try await withClient { http in
            for push in ledger.pushes {
                let isOfThisRound = push.tag.hasPrefix("r\(round)-")
                let manifest = try await http.send(
                    isOfThisRound ? .GET : .HEAD,
                    "/v2/\(push.repository)/manifests/\(push.tag)"
                )
                #expect(manifest.status == 200, "\(push.tag): \(manifest.text)")
                #expect(manifest.headers.first(name: "docker-content-digest") == push.image.digest)
                guard isOfThisRound else { continue }
                #expect(manifest.body == push.image.manifest)
                for blob in push.image.blobs {
                    let answer = try await http.get("/v2/\(push.repository)/blobs/\(sha256(of: blob))")
                    #expect(answer.body == blob, "\(push.tag): \(answer.status)")
                }
            }
            try await expectHolds(http)
            for repository in Set(ledger.pushes.map(\.repository)).sorted() {
                try await expectWholeTags(http, repository, round: round)
                try await expectGaplessHistory(http, repository)
            }
        }
    }

    /// Hashes everything that is stored, by the command and tag by tag.
    func expectEverythingSound() async throws {
        let scrub = try await registry.holdfast("scrub")
        #expect(scrub.status == 0, "\(scrub)")
        try await withClient { http in
            for repository in Set(ledger.pushes.map(\.repository)).sorted() {
                try await expectWholeTags(http, repository, round: nil)
            }
        }
    }

    private func withClient(_ body: (HTTP) async throws -> Void) async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            try await body(HTTP(base: registry.url, client: client))
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func expectNoTemporaryFiles() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(registry.data)/uploads")
        #expect(names.filter { $0.hasPrefix("put-") } == [])
    }

    private func expectHolds(_ http: HTTP) async throws {
        let open = try await http.get("/api/v1/holds?state=all&n=1000").decode(HoldsDocument.self).holds
        let kept = Set(open.map { "\($0.tag) \($0.to)" })
        for hold in ledger.holds { #expect(kept.contains("\(hold.tag) \(hold.image.digest)")) }
    }

    /// Expects that every tag that is listed, acknowledged or not, is there with all that belongs to it.
    private func expectWholeTags(_ http: HTTP, _ repository: String, round: Int?) async throws {
        let tags = try await http.get("/v2/\(repository)/tags/list?n=10000").decode(Tags.self).tags
        for tag in tags where round.map({ tag.hasPrefix("r\($0)-") }) ?? true {
            let answer = try await http.get("/v2/\(repository)/manifests/\(tag)")
            let found = sha256(of: answer.body)
            #expect(ledger.wasOffered(found, repository, tag), "\(repository):\(tag) means \(found)")
            let manifest = try answer.decode(Manifest.self)
            for blob in [manifest.config] + manifest.layers {
                let bytes = try await http.get("/v2/\(repository)/blobs/\(blob.digest)").body
                #expect(sha256(of: bytes) == blob.digest)
                #expect(bytes.count == blob.size)
            }
        }
    }

    private func expectGaplessHistory(_ http: HTTP, _ repository: String) async throws {
        var events: [HistoryDocument.Event] = []
        var path = "/api/v1/history?ref=\(repository)&n=1000"
        while true {
            let page = try await http.get(path).decode(HistoryDocument.self).events
            events += page
            guard page.count == 1_000, let last = page.last else { break }
            path = "/api/v1/history?ref=\(repository)&n=1000&before=\(last.index)"
        }
        #expect(events.map(\.index) == Array((0..<events.count).reversed()))
        let told = Set(events.map { "\($0.event) \($0.tag ?? "") \($0.digest)" })
        for push in ledger.pushes where push.repository == repository {
            #expect(told.contains("created \(push.tag) \(push.image.digest)"))
        }
        for hold in ledger.holds where hold.repository == repository {
            #expect(told.contains("held \(hold.tag) \(hold.image.digest)"))
        }
    }
}
