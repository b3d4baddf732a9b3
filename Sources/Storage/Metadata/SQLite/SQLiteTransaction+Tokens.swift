// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

extension SQLiteTransaction {
    func token(_ id: String) throws -> TokenRecord? {
        try row("SELECT * FROM token WHERE id = ?", [id]).map(Self.token)
    }

    func tokens() throws -> [TokenRecord] {
        try rows("SELECT * FROM token ORDER BY createdAt, id").map(Self.token)
    }

    func lastUse(ofToken id: String) throws -> Timestamp? {
        try row("SELECT time FROM tokenUse WHERE token = ?", [id]).map { Timestamp(microseconds: $0["time"]) }
    }

    func putToken(_ token: TokenRecord) throws {
        try execute(
            """
            INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name,
                secretHash = excluded.secretHash, repositories = excluded.repositories, rights = excluded.rights,
                createdAt = excluded.createdAt, expiresAt = excluded.expiresAt, revokedAt = excluded.revokedAt
            """,
            [
                token.id, token.name, token.secretHash, Self.lines(token.repositories), Self.lines(token.rights),
                token.createdAt.microseconds, token.expiresAt?.microseconds,
                token.revokedAt?.microseconds,
            ]
        )
    }

    func recordUses(ofTokens uses: [String: Timestamp]) throws {
        for (id, time) in uses {
            try execute(
                "INSERT INTO tokenUse VALUES (?, ?) ON CONFLICT DO UPDATE SET time = MAX(time, excluded.time)",
                [id, time.microseconds]
            )
        }
    }

    private static func token(_ row: Row) -> TokenRecord {
        TokenRecord(
            id: row["id"],
            name: row["name"],
            secretHash: row["secretHash"],
            repositories: list(row["repositories"]),
            rights: list(row["rights"]),
            createdAt: Timestamp(microseconds: row["createdAt"]),
            expiresAt: (row["expiresAt"] as Int64?).map(Timestamp.init(microseconds:)),
            revokedAt: (row["revokedAt"] as Int64?).map(Timestamp.init(microseconds:))
        )
    }

    /// Each text on a line of its own: a list of one empty text is not an empty list, which would mean everything.
    private static func lines(_ list: [String]) -> String { list.map { $0 + "\n" }.joined() }

    private static func list(_ lines: String) -> [String] {
        guard !lines.isEmpty else { return [] }
        let ended = lines.hasSuffix("\n") ? lines.dropLast() : lines[...]
        return ended.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
