// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

extension SQLiteTransaction {
    private static let selection = "SELECT hold.*, name FROM hold JOIN repository ON repository.id = hold.repository"

    func hold(_ id: Int64) throws -> HoldRecord? {
        try row("\(Self.selection) WHERE hold.id = ?", [id]).map(Self.hold)
    }

    func openHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord? {
        try row(
            "\(Self.selection) WHERE name = ? AND tag = ? AND state = 'open'",
            [repository.rawValue, tag.rawValue]
        ).map(Self.hold)
    }

    func pendingHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord? {
        try row(
            "\(Self.selection) WHERE name = ? AND tag = ? AND state = 'pending'",
            [repository.rawValue, tag.rawValue]
        ).map(Self.hold)
    }

    func latestHold(of tag: Tag, in repository: RepositoryName, offering digest: Digest) throws -> HoldRecord? {
        try row(
            "\(Self.selection) WHERE name = ? AND tag = ? AND toDigest = ? ORDER BY hold.id DESC LIMIT 1",
            [repository.rawValue, tag.rawValue, digest.rawValue]
        ).map(Self.hold)
    }

    func holds(
        in repository: RepositoryName?,
        tag: Tag?,
        states: Set<HoldRecord.State>,
        before: Int64?,
        limit: Int
    ) throws -> [HoldRecord] {
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        var arguments: StatementArguments = [
            repository?.rawValue, repository?.rawValue, tag?.rawValue, tag?.rawValue, before ?? .max,
        ]
        arguments += StatementArguments(states.map(\.rawValue).sorted())
        arguments += [limit]
        return try rows(
            """
            \(Self.selection)
            WHERE (? IS NULL OR name = ?) AND (? IS NULL OR tag = ?) AND hold.id < ? AND state IN (\(marks))
            ORDER BY hold.id DESC LIMIT ?
            """,
            arguments
        ).map(Self.hold)
    }

    func insertHold(_ hold: HoldRecord) throws -> HoldRecord {
        try execute(
            """
            INSERT INTO hold (repository, tag, fromDigest, toDigest, state, rule, offeredBy, offeredFrom, offeredAt,
                reopenedAt, decidedBy, decidedAt, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                try makeID(of: hold.repository), hold.tag.rawValue, hold.from?.rawValue, hold.to.rawValue,
                hold.state.rawValue, hold.rule, hold.offeredBy, hold.offeredFrom, hold.offeredAt.microseconds,
                hold.reopenedAt?.microseconds, hold.decidedBy, hold.decidedAt?.microseconds, hold.reason,
            ]
        )
        var stored = hold
        stored.id = database.lastInsertedRowID
        return stored
    }

    func updateHold(_ hold: HoldRecord) throws {
        try execute(
            """
            UPDATE hold SET fromDigest = ?, state = ?, rule = ?, offeredBy = ?, offeredFrom = ?, offeredAt = ?,
                reopenedAt = ?, decidedBy = ?, decidedAt = ?, reason = ? WHERE id = ?
            """,
            [
                hold.from?.rawValue, hold.state.rawValue, hold.rule, hold.offeredBy, hold.offeredFrom,
                hold.offeredAt.microseconds, hold.reopenedAt?.microseconds, hold.decidedBy,
                hold.decidedAt?.microseconds, hold.reason, hold.id,
            ]
        )
    }

    private static func hold(_ row: Row) throws -> HoldRecord {
        guard let state = HoldRecord.State(rawValue: row["state"]) else {
            throw StoreError(.failure, "a hold has an unknown state; use a newer version of Holdfast")
        }
        return HoldRecord(
            id: row["id"],
            repository: try RepositoryName(row["name"] as String),
            tag: try Tag(row["tag"] as String),
            from: try (row["fromDigest"] as String?).map { try Digest($0) },
            to: try Digest(row["toDigest"] as String),
            state: state,
            rule: row["rule"],
            offeredBy: row["offeredBy"],
            offeredFrom: row["offeredFrom"],
            offeredAt: Timestamp(microseconds: row["offeredAt"]),
            reopenedAt: (row["reopenedAt"] as Int64?).map(Timestamp.init(microseconds:)),
            decidedBy: row["decidedBy"],
            decidedAt: (row["decidedAt"] as Int64?).map(Timestamp.init(microseconds:)),
            reason: row["reason"]
        )
    }
}
