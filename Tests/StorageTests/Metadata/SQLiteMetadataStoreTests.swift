// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOPosix
import OCIModel
import Testing

@testable import Storage

/// What only the SQLite metadata store does.
@Suite struct SQLiteMetadataStoreTests {
    let app: RepositoryName
    let one: Tag

    init() throws {
        app = try RepositoryName("team/app")
        one = try Tag("1.0")
    }

    /// Lends a store and its directory to a test.
    private func withStore(
        _ body: (SQLiteMetadataStore, Directory, NIOThreadPool) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { path in
            try await withThreadPool { pool in
                let directory = Directory(root: path)
                try await body(
                    try SQLiteMetadataStore(path: directory.path("metadata.db"), pool: pool),
                    directory,
                    pool
                )
            }
        }
    }

    /// Runs a statement that the protocol has no function for.
    private func execute(_ sql: String, on store: SQLiteMetadataStore) async throws {
        try await store.write { writer in
            let transaction = try #require(writer as? SQLiteTransaction)
            _ = try transaction.rows(sql)
        }
    }

    @Test func restartKeepsEverything() async throws {
        try await withStore { store, directory, pool in
            try await store.write { [app] in try MetadataSnapshot.fill($0, app: app) }
            let before = try await store.read { try MetadataSnapshot($0) }

            let restarted = try SQLiteMetadataStore(path: directory.path("metadata.db"), pool: pool)
            let after = try await restarted.read { try MetadataSnapshot($0) }
            #expect(after == before)
            let next = try await restarted.write { [app, one] writer in
                (try writer.append(.held, one, in: app).index, try writer.insertHold(holdRecord(of: one, in: app)).id)
            }
            #expect(next == (3, 2))
        }
    }

    @Test func storesAgreeOnEverything() async throws {
        try await withStore { store, _, _ in
            let memory = MemoryMetadataStore()
            try await store.write { [app] in try MetadataSnapshot.fill($0, app: app) }
            try await memory.write { [app] in try MetadataSnapshot.fill($0, app: app) }
            let (left, right) = (
                try await store.read { try MetadataSnapshot($0) }, try await memory.read { try MetadataSnapshot($0) }
            )
            #expect(left == right)
        }
    }

    @Test(arguments: ["UPDATE event SET actor = 'eve'", "UPDATE event SET position = 7", "DELETE FROM event"])
    func historyIsAppendOnly(sql: String) async throws {
        try await withStore { store, _, _ in
            let event = try await store.append(.created, one, in: app)
            let error = await #expect(throws: StoreError.self) { try await execute(sql, on: store) }
            #expect(error?.code == .failure)
            #expect(error?.description.contains("history is append-only") == true)
            let events = try await store.events(in: app)
            #expect(events == [event])
        }
    }

    @Test func fileThatIsNoDatabaseIsRefused() async throws {
        try await withTemporaryDirectory { path in
            try await withThreadPool { pool in
                try Directory(root: path).write(content(10_000), to: "metadata.db")
                await expect(.failure) { try SQLiteMetadataStore(path: path + "/metadata.db", pool: pool) }
            }
        }
    }

    @Test func directoryThatIsMissingIsRefused() async throws {
        try await withTemporaryDirectory { path in
            try await withThreadPool { pool in
                await expect(.failure) { try SQLiteMetadataStore(path: path + "/missing/metadata.db", pool: pool) }
            }
        }
    }

    @Test func databaseOfANewerVersionIsRefused() async throws {
        try await withStore { store, directory, pool in
            try await execute("INSERT INTO grdb_migrations VALUES ('from the future')", on: store)
            let error = #expect(throws: StoreError.self) {
                _ = try SQLiteMetadataStore(path: directory.path("metadata.db"), pool: pool)
            }
            #expect(error?.message.contains("newer version") == true)
        }
    }

    @Test(arguments: [true, false])
    func databaseOfTheFirstVersionGetsAnIndexOfImages(hasManifests: Bool) async throws {
        try await withStore { store, directory, pool in
            try await store.append(.created, one, in: app)
            if hasManifests {
                try await store.write { [app] in try $0.putManifest(manifestRecord(3), pointingTo: [], in: app) }
            }
            for table in ["image", "baseClaim", "chain"] { try await execute("DROP TABLE \(table)", on: store) }
            try await execute("DELETE FROM grdb_migrations WHERE identifier = '2'", on: store)

            let migrated = try SQLiteMetadataStore(path: directory.path("metadata.db"), pool: pool)
            let progress = try await migrated.read { try $0.imageIndexProgress() }
            #expect(progress == (hasManifests ? .notBegun : .complete))
            try await migrated.write { [app] in try $0.put(imageRecord(1, 2), 3, in: app) }
            #expect(try await migrated.read { try $0.manifests(of: 1, 2) } == [digest(3)])
            #expect(try await migrated.events(in: app).count == 1)
            // Once is enough.
            let again = try SQLiteMetadataStore(path: directory.path("metadata.db"), pool: pool)
            #expect(try await again.read { try $0.manifests(of: 1, 2) } == [digest(3)])
        }
    }

    @Test func backupIsAConsistentCopyWhileWritesGoOn() async throws {
        try await withStore { store, directory, pool in
            let copied = directory.path("copy.db")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask { [app, one] in
                        try await store.write { writer in
                            let event = try writer.append(.moved, one, in: app)
                            try writer.putSetting("count", String(event.index + 1))
                        }
                    }
                }
                group.addTask { try await store.backUp(to: copied) }
                try await group.waitForAll()
            }
            let (all, _) = try await count(in: store)
            #expect(all == 100)

            let copy = try SQLiteMetadataStore(path: copied, pool: pool)
            let (events, setting) = try await count(in: copy)
            #expect(setting ?? "0" == String(events))
            // The copy is a store like any other.
            #expect(try await copy.append(.moved, one, in: app).index == Int64(events))
            #expect(try await count(in: store).events == 100)
        }
    }

    private func count(in store: SQLiteMetadataStore) async throws -> (events: Int, setting: String?) {
        try await store.read { [app] reader throws in
            (try reader.events(in: app, tag: nil, before: nil, limit: .max).count, try reader.setting("count"))
        }
    }

    @Test(arguments: [0, 100])
    func backupRefusesAFileThatExists(size: Int) async throws {
        try await withStore { store, directory, _ in
            try await store.append(.created, one, in: app)
            try directory.write(content(size), to: "copy.db")
            await expect(.failure) { try await store.backUp(to: directory.path("copy.db")) }
            #expect(try directory.read("copy.db") == content(size))
            await expect(.failure) { try await store.backUp(to: directory.path("missing/copy.db")) }
        }
    }

    @Test func changesAreRefusedOnceTheThreadsAreGone() async throws {
        try await withTemporaryDirectory { path in
            let pool = NIOThreadPool(numberOfThreads: 1)
            pool.start()
            let store = try SQLiteMetadataStore(path: path + "/metadata.db", pool: pool)
            try await pool.shutdownGracefully()
            await expect(.failure) { try await store.append(.created, one, in: app) }
            let exists = try await store.hasRepository(app)
            #expect(exists == false)
        }
    }
}
