// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import TagLog
import Testing

@Suite struct TagLogTests {
    private func proof(of tag: Tag, _ test: TestRegistry) async throws -> LogEntry {
        let key = try NoteKey(try test.registry.logKey(of: .app, by: .eve))
        let bytes = try await test.registry.tagProof(of: tag, in: .app, by: .eve)
        return try TagProof(parsing: bytes).verify(by: key)
    }

    @Test(arguments: Stores.allCases)
    func proofOfATagTellsWhatItMeansNow(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            for number in 0..<7 {
                let image = Image("\(number)")
                try await test.push(image, as: "1.0", try Tag("extra-\(number)"))
                let entry = try await proof(of: "1.0", test)
                #expect(entry.tag == "1.0")
                #expect(entry.digest == image.digest)
                #expect(entry.event == (number == 0 ? "created" : "moved"))
                #expect(entry.size == Int64(image.bytes.readableBytes))
                #expect(entry.previousIndex == (number == 0 ? nil : Int64(number - 1) * 2))
            }
            try await test.delete("1.0")
            #expect(try await proof(of: "1.0", test).event == "deleted")
        }
    }

    @Test(arguments: Stores.allCases)
    func pulledTagTellsWhereItsProofLies(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.push(Image("two"), as: "2.0")
            for _ in 0..<2 {
                let pulled = try await test.registry.manifest(.tag("2.0"), in: .app, by: .eve)
                #expect(pulled.position?.index == 1)
                #expect(pulled.position?.size == 2)
            }
            let digest = try await test.registry.manifest(.digest(Image("two").digest), in: .app, by: .eve)
            #expect(digest.position == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func nothingIsToldToWhoMayNotPull(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let stranger = Caller(user: nil, access: .signedIn)
            let requests: [() async throws -> Void] = [
                { _ = try test.registry.logKey(of: .app, by: stranger) },
                { _ = try await test.registry.logCheckpoint(of: .app, by: stranger) },
                { _ = try await test.registry.tagProof(of: "1.0", in: .app, by: stranger) },
                {
                    let tile = try #require(Tile(level: 0, index: 0, width: 1))
                    _ = try await test.registry.logTile(tile, of: .app, by: stranger)
                },
                {
                    let bundle = try #require(EntryBundle(index: 0, width: 1))
                    _ = try await test.registry.logEntries(bundle, of: .app, by: stranger)
                },
            ]
            for request in requests { #expect(try await refusal(request) == .rightMissing) }
        }
    }

    @Test(arguments: Stores.allCases)
    func tilesHoldTheHashesOfTheEntriesAndNoMore(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            for number in 0..<300 {
                _ = try await test.put(Image("\(number % 2)").stored(in: test), as: ["1.0"])
            }
            let full = try #require(Tile(level: 0, index: 0))
            let rest = try #require(Tile(level: 0, index: 1, width: 44))
            let beyond = try #require(Tile(level: 0, index: 1, width: 45))
            let bundle = try #require(EntryBundle(index: 1, width: 44))
            let entries = try EntryBundle.decode(
                try await test.registry.logEntries(bundle, of: .app, by: .eve),
                count: 44
            )
            let hashes = try await test.registry.logTile(rest, of: .app, by: .eve)
            let leaves = entries.flatMap { LogHash.leaf(of: $0).bytes }
            #expect(hashes == leaves)
            #expect(try await test.registry.logTile(full, of: .app, by: .eve).count == 256 * 32)
            let code = try await refusal { _ = try await test.registry.logTile(beyond, of: .app, by: .eve) }
            #expect(code == .blobUnknown)
            let parent = try #require(Tile(level: 1, index: 0, width: 1))
            #expect(try await test.registry.logTile(parent, of: .app, by: .eve).count == 32)
            #expect(try await proof(of: "1.0", test).digest == Image("1").digest)
        }
    }

    @Test func historyWithoutALogIsTakenOverOnce() async throws {
        try await withRegistry(.memory) { test in
            // As an older version left it: events, and nothing of a log.
            let store = MemoryMetadataStore()
            try await store.write { writer in
                for number in 0..<5 {
                    _ = try writer.append(
                        number == 0 ? .created : .moved,
                        of: "1.0",
                        in: .app,
                        digest: Image("\(number)").digest,
                        previous: number == 0 ? nil : Image("\(number - 1)").digest,
                        actor: "ben",
                        reason: nil,
                        hold: nil,
                        at: Timestamp(microseconds: Int64(number))
                    )
                }
            }
            let policy = Registry.LivePolicy(rules: RuleSet([.open]), approvals: .anyApprover)
            let old = try await TestRegistry(
                blobs: test.blobs,
                metadata: store,
                clock: test.clock,
                pool: test.pool,
                files: nil,
                policy
            )
            try await old.checkHistory()
            let bytes = try await store.read { try $0.logEntries(of: .app, from: 0, limit: 10) }
            let entries = try bytes.map { try LogEntry(parsing: $0) }
            let takenOver = entries.map(\.isTakenOver)
            let previous = entries.map(\.previousIndex)
            #expect(takenOver == [true, true, true, true, true])
            #expect(previous == [nil, 0, 1, 2, 3])

            // What somebody writes into the history later is never signed.
            try await store.write { writer in
                _ = try writer.append(
                    .moved,
                    of: "1.0",
                    in: .app,
                    digest: Image("0").digest,
                    previous: Image("4").digest,
                    actor: "ben",
                    reason: nil,
                    hold: nil,
                    at: Timestamp(microseconds: 9)
                )
            }
            let meddled = try await old.reopened()
            #expect(try await store.read { try $0.logHead(of: .app)?.size } == 5)
            await #expect(throws: StoreError.self) { try await meddled.push(Image("9"), as: "2.0") }
        }
    }

    @Test(arguments: [false, true])
    func logThatSomebodyElsePutThereIsNotSignedWithTheNextEntry(_ afterRestart: Bool) async throws {
        try await withRegistry(.memory, [.open]) { test in
            for number in 0..<3 { try await test.push(Image("\(number)"), as: "1.0") }
            let own = try await test.metadata.read { try #require(try $0.logHead(of: .app)) }
            var tree = CompactRange()
            for number in 0..<3 { tree.append(LogHash.leaf(of: [UInt8(number)])) }
            let regrown = LogHead(size: 3, range: tree.hashes.flatMap(\.bytes), checkpoint: own.checkpoint)
            try await test.metadata.write { try $0.putLogHead(regrown, of: .app) }
            let server = afterRestart ? try await test.reopened() : test
            let error = await #expect(throws: StoreError.self) { try await server.push(Image("3"), as: "1.0") }
            #expect(error?.code == .corrupt)
            #expect(try await test.metadata.read { try $0.logHead(of: .app) } == regrown)

            try await test.metadata.write { try $0.putLogHead(own, of: .app) }
            try await server.push(Image("3"), as: "1.0")
            #expect(try await proof(of: "1.0", server).digest == Image("3").digest)
        }
    }

    @Test func logsOfTwoRepositoriesHaveOriginsAndKeysOfTheirOwn() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.push(Image("one"), as: "1.0", in: "team/other")
            let key = try NoteKey(try test.registry.logKey(of: .app, by: .eve))
            let other = try SignedCheckpoint(
                parsing: try await test.registry.logCheckpoint(of: "team/other", by: .eve)
            )
            #expect(other.checkpoint.origin.hasSuffix("/team/other"))
            #expect(throws: (any Error).self) { try other.verify(by: key) }
            let reopened = try await test.reopened()
            #expect(try reopened.registry.logKey(of: .app, by: .eve) == key.text)
        }
    }
}

extension Image {
    /// The image, after its content was uploaded.
    fileprivate func stored(in test: TestRegistry) async throws -> Image {
        try await test.upload(self)
        return self
    }
}
