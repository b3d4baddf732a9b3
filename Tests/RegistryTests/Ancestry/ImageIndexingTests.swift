// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import Synchronization
import Testing

@testable import Storage

/// Images that were stored before there was an index of images.
@Suite struct ImageIndexingTests {
    private let base = Image("base", ["a"])
    private let app = Image("app", ["a", "b"], Making(annotations: .base(Image("base", ["a"]).digest)))
    private let links: Set<Link> = [
        Link(Image("base", ["a"]), Image("app", ["a", "b"], Making(annotations: .base(Image("base", ["a"]).digest)))),
        Link(
            Image("base", ["a"]),
            Image("app", ["a", "b"], Making(annotations: .base(Image("base", ["a"]).digest))),
            .annotation
        ),
    ]

    /// The versions whose tables a registry may have.
    private enum Version: String {
        case first = "1"
        case second = "2"

        /// What takes away all that later versions added.
        var changes: [String] {
            let third = [
                "DROP TABLE comparison", "DROP TABLE delivery", "ALTER TABLE hold DROP COLUMN reopenedAt",
                "DROP INDEX eventByDigest", "DROP TABLE baseClaim", "DROP TABLE upstreamCheck",
                "DROP TABLE logEntry", "DROP TABLE logTile", "DROP TABLE logHead", "DROP TABLE signature",
                "DROP TABLE loggedKey", "DROP TABLE keyDecision", "DROP TABLE trustDocument",
                "DROP INDEX onePendingHold", "DELETE FROM setting WHERE key NOT IN ('logKey', 'logName')",
                "DELETE FROM grdb_migrations WHERE identifier > '\(rawValue)'",
            ]
            switch self {
            case .first: return third + ["DROP TABLE image", "DROP TABLE chain"]
            case .second:
                return [
                    """
                    CREATE TABLE claim AS SELECT repository, manifest, image, baseName, baseDigest FROM baseClaim
                    WHERE evidence = 'annotation'
                    """
                ] + third + ["ALTER TABLE claim RENAME TO baseClaim"]
            }
        }
    }

    /// Makes of a registry on disk one that an older version wrote, and opens it again.
    private func aged(_ test: TestRegistry, to version: Version = .first) async throws -> TestRegistry {
        let files = try #require(test.files)
        try await test.metadata.write { writer in
            let transaction = try #require(writer as? SQLiteTransaction)
            for sql in version.changes { _ = try transaction.rows(sql) }
        }
        return try await TestRegistry(
            blobs: test.blobs,
            metadata: SQLiteMetadataStore(path: files.root + "/metadata.sqlite", pool: test.pool),
            clock: test.clock,
            pool: test.pool,
            files: files,
            test.registry.policy
        )
    }

    @Test func oldImagesArePutIntoTheIndex() async throws {
        try await withRegistry(.disk) { test in
            try await test.push(base, as: "1.0", in: "library/base")
            try await test.push(Image(index: [app]), as: "1.0")
            try await test.push(Image("no image"), as: "odd")
            let held = Image("held", ["a", "h"])
            _ = try await test.hold(held, as: "1.0")
            let aged = try await aged(test)

            let before = try await aged.graph()
            #expect(before.nodes.isEmpty)
            #expect(before.isBeingIndexed)
            #expect(String(decoding: GraphDocument(before).json, as: UTF8.self).hasSuffix(#","indexing":true}"#))
            try await aged.registry.indexImages()
            let after = try await aged.graph()
            #expect(after.links == links)
            #expect(!after.isBeingIndexed)
            #expect(after.references(of: app) == ["team/app:1.0"])
            #expect(try await aged.graph(by: .ann).links == links.union([Link(base, held)]))
            // And once more changes nothing.
            try await aged.registry.indexImages()
            #expect(try await aged.graph() == after)
        }
    }

    /// The second version had an index of images, but read no provenance.
    @Test func provenanceThatTheSecondVersionStoredIsReadOnce() async throws {
        try await withRegistry(.disk) { test in
            let squashed = Image("squashed", ["s"])
            let statement = Image(
                attesting: Statement(about: squashed.digest, on: base.digest),
                subject: squashed.digest
            )
            try await test.push(base, as: "1.0", in: "library/base")
            try await test.push(app, as: "1.0")
            try await test.push(squashed, as: "2.0")
            try await test.store(statement)
            let aged = try await aged(test, to: .second)
            let before = try await aged.graph()
            #expect(before.links == links)
            #expect(before.isBeingIndexed)
            try await aged.registry.indexImages()
            let after = try await aged.graph()
            #expect(after.links == links.union([Link(base, squashed, .provenance)]))
            #expect(!after.isBeingIndexed)
            #expect(try await !aged.reopened().graph().isBeingIndexed)
        }
    }

    @Test func indexingGoesOnWhereItWasInterrupted() async throws {
        try await withRegistry(.disk) { test in
            let repositories: [RepositoryName] = ["a/one", "b/empty", "b/two", "c/three"]
            for repository in repositories where repository != "b/empty" {
                for number in 0..<3 { try await test.store(Image("\(repository) \(number)", ["a"]), in: repository) }
            }
            try await test.upload(ByteBuffer(string: "a blob alone"), in: "b/empty")
            let aged = try await aged(test)
            let second = try await aged.metadata.read { try $0.manifests(in: "b/two", after: nil, limit: 9)[1].digest }
            try await aged.metadata.write { try $0.putImageIndexProgress(.upTo("b/two", second)) }
            try await aged.registry.indexImages()
            let counts = try await aged.metadata.read { store in
                try repositories.map { try store.images(in: $0, after: nil, limit: 9).count }
            }
            #expect(counts == [0, 0, 1, 3])
        }
    }

    @Test func everythingIsIndexedHoweverManyThereAre() async throws {
        try await withRegistry(.disk) { test in
            for number in 0..<230 { try await test.store(Image("\(number)", ["a", "\(number)"])) }
            try await test.push(base, as: "base", in: "z/base")
            let aged = try await aged(test)
            try await aged.registry.indexImages()
            let graph = try await aged.graph("z/base:base")
            #expect(graph.nodes.count == 231)
            #expect(graph.edges.count == 230)
        }
    }

    @Test func damagedAndMissingContentDoesNotKeepOthersOut() async throws {
        try await withRegistry(.disk) { test in
            let images = (0..<6).map { Image("\($0)", ["a", "\($0)"]) }
            for image in images { try await test.store(image) }
            let aged = try await aged(test)
            let files = try #require(aged.files)
            try files.flipByte(of: images[0].digest)
            try files.delete(images[1].digest)
            try files.truncate(images[2].digest)
            try files.flipByte(of: images[3].blobDigests[0])
            try files.delete(images[4].blobDigests[0])
            try await aged.registry.indexImages()
            let graph = try await aged.graph()
            #expect(graph.digests == [images[5].digest])
            #expect(!graph.isBeingIndexed)
        }
    }

    @Test func pushesAndDeletionsGoOnMeanwhile() async throws {
        try await withRegistry(.disk) { test in
            let old = (0..<40).map { Image("old \($0)", ["a", "\($0)"]) }
            let new = (0..<40).map { Image("new \($0)", ["a", "n\($0)"]) }
            for image in old { try await test.store(image) }
            let aged = try await aged(test)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await aged.registry.indexImages() }
                group.addTask { for image in old.prefix(20) { try await aged.delete(image.digest) } }
                group.addTask { for image in new { try await aged.store(image) } }
                try await group.waitForAll()
            }
            #expect(try await aged.graph().digests == Set(old.dropFirst(20).map(\.digest) + new.map(\.digest)))
        }
    }

    /// Between the look at an old manifest and its entry, somebody deletes it.
    @Test func whatIsDeletedMeanwhileIsNotRecorded() async throws {
        try await withRegistry(.disk) { test in
            try await test.store(base)
            try await test.store(app)
            let aged = try await aged(test)
            let store = InterruptedChange(store: aged.metadata) { try await aged.delete(app.digest) }
            let other = try await TestRegistry(
                blobs: aged.blobs,
                metadata: store,
                clock: aged.clock,
                pool: aged.pool,
                files: aged.files,
                aged.registry.policy
            )
            try await other.registry.indexImages()
            let chains = try await aged.metadata.read { store in
                var chains: [[Digest]] = []
                try store.visitChains(above: .empty) { chain, _ in
                    chains.append(chain.diffIDs)
                    return .proceed
                }
                return chains
            }
            #expect(chains == [[Image.diffID("a")]])
        }
    }

    @Test func cancelledIndexingCanBeTakenUpAgain() async throws {
        try await withRegistry(.disk) { test in
            try await test.store(base)
            let aged = try await aged(test)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await aged.registry.indexImages()
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await aged.graph().isBeingIndexed)
            try await aged.registry.indexImages()
            #expect(try await aged.graph().digests == [base.digest])
        }
    }

    @Test(arguments: Stores.allCases)
    func newRegistryHasNothingToDo(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "1.0")
            #expect(try await !test.graph().isBeingIndexed)
            try await test.registry.indexImages()
            #expect(try await test.graph().digests == [base.digest])
        }
    }
}

/// A metadata store in which something happens right before the first change.
private final class InterruptedChange: MetadataStore {
    private let store: any MetadataStore
    private let interruption: Mutex<(@Sendable () async throws -> Void)?>

    init(store: any MetadataStore, interruption: @escaping @Sendable () async throws -> Void) {
        self.store = store
        self.interruption = Mutex(interruption)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        try await interruption.withLock { $0.take() }?()
        return try await store.write(body)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataReader) throws -> Value
    ) async throws -> Value {
        try await store.read(body)
    }

    func backUp(to path: String) async throws {
        try await store.backUp(to: path)
    }
}
