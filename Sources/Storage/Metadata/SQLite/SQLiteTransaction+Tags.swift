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

    func append(_ new: NewEvent, in repository: RepositoryName) throws -> EventRecord {
        let id = try makeID(of: repository)
        let index: Int64 = try row("SELECT events FROM repository WHERE id = ?", [id])?["events"] ?? 0
        let last = try new.tag.flatMap { try lastEvent(of: $0, in: repository) }
        let time = max(new.time, last?.time.advanced(by: .microseconds(1)) ?? new.time)
        let event = EventRecord(new, index: index, time: time)
        try execute("UPDATE repository SET events = events + 1 WHERE id = ?", [id])
        try execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                id, index, event.time.microseconds, event.tag?.rawValue, event.kind.rawValue, event.digest?.rawValue,
                event.previous?.rawValue, event.actor, event.reason, event.hold,
            ]
        )
        if event.kind.setsTag || event.kind == .deleted, let tag = event.tag, let digest = event.digest {
            try execute(
                """
                INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest,
                    lastDigest = excluded.lastDigest, changedAt = excluded.changedAt, changedBy = excluded.changedBy
                """,
                [
                    id, tag.rawValue, event.kind.setsTag ? digest.rawValue : nil, digest.rawValue,
                    event.time.microseconds, event.actor,
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
            tag: try (row["tag"] as String?).map { try Tag($0) },
            kind: kind,
            digest: try (row["digest"] as String?).map { try Digest($0) },
            previous: try (row["previous"] as String?).map { try Digest($0) },
            actor: row["actor"],
            reason: row["reason"],
            hold: row["hold"]
        )
    }
}
