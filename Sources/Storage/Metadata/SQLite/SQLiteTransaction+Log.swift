// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

// MARK: Reading

extension SQLiteTransaction {
    func logHead(of repository: RepositoryName) throws -> LogHead? {
        try row(
            "SELECT logHead.* FROM logHead JOIN repository ON id = repository WHERE name = ?",
            [repository.rawValue]
        ).map { row in
            LogHead(
                size: row["size"],
                range: (row["range"] as BytesBlob).bytes,
                checkpoint: (row["checkpoint"] as BytesBlob).bytes,
                policy: try (row["policy"] as String?).map { try Digest($0) }
            )
        }
    }

    func logEntries(of repository: RepositoryName, from index: Int64, limit: Int) throws -> [[UInt8]] {
        guard let id = try id(of: repository) else { return [] }
        return try rows(
            "SELECT entry FROM logEntry WHERE repository = ? AND position >= ? ORDER BY position LIMIT ?",
            [id, index, limit]
        ).map { ($0["entry"] as BytesBlob).bytes }
    }

    func logTile(_ tile: Int64, level: Int, of repository: RepositoryName) throws -> [UInt8]? {
        guard let id = try id(of: repository) else { return nil }
        return try row(
            "SELECT hashes FROM logTile WHERE repository = ? AND level = ? AND number = ?",
            [id, level, tile]
        ).map { ($0["hashes"] as BytesBlob).bytes }
    }

    func firstSeen(ofSignature identity: Digest, in repository: RepositoryName) throws -> Int64? {
        guard let id = try id(of: repository) else { return nil }
        return try row(
            "SELECT firstSeen FROM signature WHERE repository = ? AND identity = ?",
            [id, identity.rawValue]
        )?["firstSeen"]
    }

    func loggedKeys(in repository: RepositoryName) throws -> [LoggedKey] {
        guard let id = try id(of: repository) else { return [] }
        return try rows("SELECT * FROM loggedKey WHERE repository = ? ORDER BY fingerprint", [id]).map { row in
            LoggedKey(
                fingerprint: try Digest(row["fingerprint"] as String),
                name: row["name"],
                state: try Self.keyState(row["state"]),
                since: row["since"]
            )
        }
    }

    func keyDecisions() throws -> [KeyDecision] {
        try rows("SELECT * FROM keyDecision ORDER BY fingerprint").map { row in
            KeyDecision(
                fingerprint: try Digest(row["fingerprint"] as String),
                name: row["name"],
                state: try Self.keyState(row["state"]),
                reason: row["reason"],
                decidedBy: row["decidedBy"],
                decidedAt: Timestamp(microseconds: row["decidedAt"])
            )
        }
    }

    func trustDocument(_ digest: Digest) throws -> [UInt8]? {
        try row("SELECT document FROM trustDocument WHERE digest = ?", [digest.rawValue])
            .map { ($0["document"] as BytesBlob).bytes }
    }

    /// A state that a later version added must not count as one that is known.
    private static func keyState(_ text: String) throws -> KeyState {
        guard let state = KeyState(rawValue: text) else {
            throw StoreError(.failure, "a key has an unknown state; use a newer version of Holdfast")
        }
        return state
    }
}

// MARK: Changing

extension SQLiteTransaction {
    func putLogEntry(_ entry: [UInt8], at index: Int64, of repository: RepositoryName) throws {
        try execute("INSERT INTO logEntry VALUES (?, ?, ?)", [try makeID(of: repository), index, BytesBlob(entry)])
    }

    func appendLogHash(_ hash: [UInt8], toTile tile: Int64, level: Int, of repository: RepositoryName) throws {
        let hashes = try logTile(tile, level: level, of: repository) ?? []
        try execute(
            """
            INSERT INTO logTile VALUES (?, ?, ?, ?)
            ON CONFLICT (repository, level, number) DO UPDATE SET hashes = excluded.hashes
            """,
            [try makeID(of: repository), level, tile, BytesBlob(hashes + hash)]
        )
    }

    func putLogHead(_ head: LogHead, of repository: RepositoryName) throws {
        try execute(
            """
            INSERT INTO logHead VALUES (?, ?, ?, ?, ?) ON CONFLICT (repository) DO UPDATE SET size = excluded.size,
                range = excluded.range, checkpoint = excluded.checkpoint, policy = excluded.policy
            """,
            [
                try makeID(of: repository), head.size, BytesBlob(head.range), BytesBlob(head.checkpoint),
                head.policy?.rawValue,
            ]
        )
    }

    func putSignature(_ identity: Digest, firstSeen index: Int64, in repository: RepositoryName) throws {
        try execute(
            "INSERT INTO signature VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [try makeID(of: repository), identity.rawValue, index]
        )
    }

    func putLoggedKey(_ key: LoggedKey, in repository: RepositoryName) throws {
        try execute(
            """
            INSERT INTO loggedKey VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name,
                state = excluded.state, since = excluded.since
            """,
            [
                try makeID(of: repository), key.fingerprint.rawValue, key.name, key.state.rawValue, key.since,
            ]
        )
    }

    func putKeyDecision(_ decision: KeyDecision) throws {
        try execute(
            """
            INSERT INTO keyDecision VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name,
                state = excluded.state, reason = excluded.reason, decidedBy = excluded.decidedBy,
                decidedAt = excluded.decidedAt
            """,
            [
                decision.fingerprint.rawValue, decision.name, decision.state.rawValue, decision.reason,
                decision.decidedBy, decision.decidedAt.microseconds,
            ]
        )
    }

    func putTrustDocument(_ document: [UInt8], as digest: Digest) throws {
        try execute(
            "INSERT INTO trustDocument VALUES (?, ?) ON CONFLICT DO NOTHING",
            [digest.rawValue, BytesBlob(document)]
        )
    }
}
