// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

extension SQLiteTransaction {
    func upstreamCheck(of tag: Tag, in repository: RepositoryName) throws -> UpstreamCheck? {
        try row(
            """
            SELECT upstreamCheck.*, repository.name FROM upstreamCheck
                JOIN repository ON repository.id = upstreamCheck.repository
                WHERE repository.name = ? AND upstreamCheck.tag = ?
            """,
            [repository.rawValue, tag.rawValue]
        ).map(Self.upstreamCheck)
    }

    func upstreamChecks(before moment: Timestamp, limit: Int) throws -> [UpstreamCheck] {
        try rows(
            """
            SELECT upstreamCheck.*, repository.name FROM upstreamCheck
                JOIN repository ON repository.id = upstreamCheck.repository
                JOIN tag ON tag.repository = upstreamCheck.repository AND tag.name = upstreamCheck.tag
                WHERE upstreamCheck.checkedAt < ? AND tag.digest IS NOT NULL
                ORDER BY upstreamCheck.checkedAt, repository.name, upstreamCheck.tag LIMIT ?
            """,
            [moment.microseconds, limit]
        ).map(Self.upstreamCheck)
    }

    func putUpstreamCheck(_ check: UpstreamCheck) throws {
        try execute(
            """
            INSERT INTO upstreamCheck VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                checkedAt = excluded.checkedAt, digest = excluded.digest, isSettled = excluded.isSettled,
                failure = excluded.failure
            """,
            [
                try makeID(of: check.repository), check.tag.rawValue, check.checkedAt.microseconds,
                check.digest?.rawValue, check.isSettled, check.failure,
            ]
        )
    }

    private static func upstreamCheck(_ row: Row) throws -> UpstreamCheck {
        UpstreamCheck(
            repository: try RepositoryName(row["name"] as String),
            tag: try Tag(row["tag"] as String),
            checkedAt: Timestamp(microseconds: row["checkedAt"]),
            digest: try (row["digest"] as String?).map { try Digest($0) },
            isSettled: row["isSettled"],
            failure: row["failure"]
        )
    }
}
