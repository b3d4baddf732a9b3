// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

/// Reads and changes inside one SQLite transaction.
struct SQLiteTransaction: MetadataWriter {
    let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    /// Hands rows over one by one until the body has enough.
    func visit(_ sql: String, _ arguments: StatementArguments, _ body: (Row) throws -> VisitOutcome) throws {
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
            guard try body(row) == .proceed else { return }
        }
    }

    @discardableResult
    func execute(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
        return database.changesCount
    }

    /// The row number of a repository, or nil if nothing was ever stored in it.
    func id(of repository: RepositoryName) throws -> Int64? {
        try row("SELECT id FROM repository WHERE name = ?", [repository.rawValue])?["id"]
    }

    /// The row number of a repository, which is made if needed.
    func makeID(of repository: RepositoryName) throws -> Int64 {
        if let id = try id(of: repository) { return id }
        try execute("INSERT INTO repository (name) VALUES (?)", [repository.rawValue])
        return database.lastInsertedRowID
    }
}

// MARK: Repositories and the rest

extension SQLiteTransaction {
    func hasRepository(_ repository: RepositoryName) throws -> Bool {
        try id(of: repository) != nil
    }

    func repositories(after: RepositoryName?, limit: Int) throws -> [RepositorySummary] {
        try rows(
            """
            SELECT name,
                (SELECT COUNT(*) FROM tag WHERE tag.repository = repository.id AND tag.digest IS NOT NULL) AS tags,
                (SELECT COUNT(*) FROM hold WHERE hold.repository = repository.id AND hold.state = 'open') AS holds
            FROM repository WHERE name > ? ORDER BY name LIMIT ?
            """,
            [after?.rawValue ?? "", limit]
        ).map {
            RepositorySummary(name: try RepositoryName($0["name"] as String), tags: $0["tags"], openHolds: $0["holds"])
        }
    }

    func setting(_ key: String) throws -> String? {
        try row("SELECT value FROM setting WHERE key = ?", [key])?["value"]
    }

    func putSetting(_ key: String, _ value: String) throws {
        try execute("INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", [key, value])
    }

    func lastPull(of digest: Digest, in repository: RepositoryName) throws -> Timestamp? {
        try row(
            "SELECT time FROM pull JOIN repository ON id = repository WHERE name = ? AND digest = ?",
            [repository.rawValue, digest.rawValue]
        ).map { Timestamp(microseconds: $0["time"]) }
    }

    func recordPull(of digest: Digest, in repository: RepositoryName, at time: Timestamp) throws {
        guard let id = try id(of: repository) else { return }
        try execute(
            "INSERT INTO pull VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET time = MAX(time, excluded.time)",
            [id, digest.rawValue, time.microseconds]
        )
    }

    func corruptions() throws -> [CorruptionRecord] {
        try rows("SELECT * FROM corruption ORDER BY noticedAt DESC").map { row in
            CorruptionRecord(
                digest: try Digest(row["digest"] as String),
                noticedAt: Timestamp(microseconds: row["noticedAt"]),
                healedAt: (row["healedAt"] as Int64?).map(Timestamp.init(microseconds:))
            )
        }
    }

    func putCorruption(_ corruption: CorruptionRecord) throws {
        try execute(
            """
            INSERT INTO corruption VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET noticedAt = excluded.noticedAt, healedAt = excluded.healedAt
            """,
            [corruption.digest.rawValue, corruption.noticedAt.microseconds, corruption.healedAt?.microseconds]
        )
    }
}
