// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

// MARK: Tags

extension SQLiteTransaction {
    func tag(_ tag: Tag, in repository: RepositoryName) throws -> TagRecord? {
        try row(
            "SELECT tag.* FROM tag JOIN repository ON id = repository WHERE repository.name = ? AND tag.name = ?",
            [repository.rawValue, tag.rawValue]
        ).map(Self.tag)
    }

    func tags(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [TagRecord] {
        guard let id = try id(of: repository) else { return [] }
        return try rows(
            "SELECT * FROM tag WHERE repository = ? AND name > ? AND digest IS NOT NULL ORDER BY name LIMIT ?",
            [id, after?.rawValue ?? "", limit]
        ).map(Self.tag)
    }

    func tagNames(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [String] {
        guard let id = try id(of: repository) else { return [] }
        let statement = try database.cachedStatement(
            sql: "SELECT name FROM tag WHERE repository = ? AND name > ? AND digest IS NOT NULL ORDER BY name LIMIT ?"
        )
        return try String.fetchAll(statement, arguments: [id, after?.rawValue ?? "", limit])
    }

    func tags(of digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        try rows(
            """
            SELECT tag.name AS tag FROM repository CROSS JOIN tag ON tag.repository = repository.id
            WHERE repository.name = ? AND tag.digest = ? ORDER BY tag.name
            """,
            [repository.rawValue, digest.rawValue]
        )
        .map { try Tag($0["tag"] as String) }
    }

    private static func tag(_ row: Row) throws -> TagRecord {
        TagRecord(
            tag: try Tag(row["name"] as String),
            digest: try (row["digest"] as String?).map { try Digest($0) },
            lastDigest: try Digest(row["lastDigest"] as String),
            changedAt: Timestamp(microseconds: row["changedAt"]),
            changedBy: row["changedBy"]
        )
    }
}

// MARK: History

extension SQLiteTransaction {
    func events(in repository: RepositoryName, tag: Tag?, before: Int64?, limit: Int) throws -> [EventRecord] {
        guard let id = try id(of: repository) else { return [] }
        let end = before ?? .max
        let rows =
            if let tag {
                try rows(
                    """
                    SELECT * FROM event WHERE repository = ? AND tag = ? AND position < ?
                    ORDER BY position DESC LIMIT ?
                    """,
                    [id, tag.rawValue, end, limit]
                )
            } else {
                try rows(
                    "SELECT * FROM event WHERE repository = ? AND position < ? ORDER BY position DESC LIMIT ?",
                    [id, end, limit]
                )
            }
        return try rows.map(Self.event)
    }

    func tags(everMeaning digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        guard let id = try id(of: repository) else { return [] }
        let marks = EventRecord.Kind.allCases.filter(\.setsTag)
        return try rows(
            """
            SELECT DISTINCT tag FROM event WHERE repository = ? AND digest = ?
            AND kind IN (\(marks.map { _ in "?" }.joined(separator: ", "))) ORDER BY tag
            """,
            [id, digest.rawValue] + StatementArguments(marks.map(\.rawValue))
        ).map { try Tag($0["tag"] as String) }
    }

    func lastEvent(of tag: Tag, in repository: RepositoryName) throws -> EventRecord? {
        try events(in: repository, tag: tag, before: nil, limit: 1).first
    }

    func append(
        _ kind: EventRecord.Kind,
        of tag: Tag,
        in repository: RepositoryName,
        digest: Digest,
        previous: Digest?,
        actor: String,
        reason: String?,
        hold: Int64?,
        at time: Timestamp
    ) throws -> EventRecord {
        let id = try makeID(of: repository)
        let index: Int64 = try row("SELECT events FROM repository WHERE id = ?", [id])?["events"] ?? 0
        let last = try lastEvent(of: tag, in: repository)
        let event = EventRecord(
            index: index,
            time: max(time, last?.time.advanced(by: .microseconds(1)) ?? time),
            tag: tag,
            kind: kind,
            digest: digest,
            previous: previous,
            actor: actor,
            reason: reason,
            hold: hold
        )
        try execute("UPDATE repository SET events = events + 1 WHERE id = ?", [id])
        try execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                id, index, event.time.microseconds, tag.rawValue, kind.rawValue, digest.rawValue, previous?.rawValue,
                actor, reason, hold,
            ]
        )
        if kind.setsTag || kind == .deleted {
            try execute(
                """
                INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest,
                    lastDigest = excluded.lastDigest, changedAt = excluded.changedAt, changedBy = excluded.changedBy
                """,
                [
                    id, tag.rawValue, kind.setsTag ? digest.rawValue : nil, digest.rawValue, event.time.microseconds,
                    actor,
                ]
            )
        }
        return event
    }

    private static func event(_ row: Row) throws -> EventRecord {
        guard let kind = EventRecord.Kind(rawValue: row["kind"]) else {
            throw StoreError(.failure, "the history holds an event of unknown kind; use a newer version of Holdfast")
        }
        return EventRecord(
            index: row["position"],
            time: Timestamp(microseconds: row["time"]),
            tag: try Tag(row["tag"] as String),
            kind: kind,
            digest: try Digest(row["digest"] as String),
            previous: try (row["previous"] as String?).map { try Digest($0) },
            actor: row["actor"],
            reason: row["reason"],
            hold: row["hold"]
        )
    }
}
