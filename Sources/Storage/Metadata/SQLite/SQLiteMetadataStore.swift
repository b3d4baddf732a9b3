// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
public import NIOPosix

/// Metadata in an SQLite database: write-ahead log, full sync, one writer, many readers.
///
/// Changes that arrive while a commit is under way are gathered and share the next one, each in a savepoint of its own,
/// so that a hundred pushes a second do not wait for a hundred disk syncs.
public final class SQLiteMetadataStore: MetadataStore {
    private let database: DatabasePool
    private let changes: CommitQueue<SQLiteChange>

    /// Opens or creates a database and brings its tables up to date.
    ///
    /// - Parameters:
    ///   - path: The database file; its directory exists.
    ///   - pool: Threads for blocking calls; the caller starts and stops it.
    /// - Throws: ``StoreError`` when the file is not a database, is newer than this program, or cannot be written with
    ///   full sync.
    public init(path: String, pool: NIOThreadPool) throws {
        var configuration = Configuration()
        configuration.maximumReaderCount = 8
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.label = "metadata"
        do {
            let database = try DatabasePool(path: path, configuration: configuration)
            let migrator = SQLiteSchema.migrator
            guard try database.read({ try !migrator.hasBeenSuperseded($0) }) else {
                throw StoreError(.failure, "\(path) was written by a newer version of Holdfast; use that version")
            }
            try migrator.migrate(database)
            // GRDB sets synchronous = NORMAL when it opens a pool; acknowledged must mean durable.
            let synchronous = try database.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                return try Int.fetchOne(database, sql: "PRAGMA synchronous")
            }
            guard synchronous == 2 else {
                throw StoreError(.failure, "\(path) cannot be written with full sync; refusing to run without it")
            }
            self.database = database
            self.changes = CommitQueue(pool: pool) { batch in
                SQLiteChange.run(batch, on: database)
            } abandon: { batch in
                for change in batch { change.fail(StoreError(.failure, "the registry is shutting down; try again")) }
            }
        } catch let error as DatabaseError {
            throw StoreError(.failure, "cannot open the metadata database \(path)", cause: error)
        }
    }

    /// Runs a change that is wholly done or not at all.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            changes.enqueue(SQLiteChange(body, continuation))
        }
    }

    /// Runs reads that see one consistent state.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataReader) throws -> Value
    ) async throws -> Value {
        do {
            return try await database.read { try body(SQLiteTransaction($0)) }
        } catch let error as DatabaseError {
            throw StoreError(.failure, "cannot read the metadata", cause: error)
        }
    }

    /// Writes a consistent copy of the whole store to a new file, while the store is in use.
    public func backUp(to path: String) async throws {
        do {
            try await database.writeWithoutTransaction { database in
                // SQLite itself would write into a file that exists and is empty.
                guard try SystemCall.status(path) == nil else {
                    throw StoreError(.failure, "\(path) exists already; back up to a new file")
                }
                try database.execute(sql: "VACUUM INTO ?", arguments: [path])
            }
        } catch let error as DatabaseError {
            throw StoreError(.failure, "cannot back up the metadata to \(path)", cause: error)
        }
    }
}
