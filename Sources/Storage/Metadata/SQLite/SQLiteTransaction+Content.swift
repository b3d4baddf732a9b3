// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

// MARK: Blobs

extension SQLiteTransaction {
    func blob(_ digest: Digest, in repository: RepositoryName) throws -> BlobRecord? {
        try row(
            "SELECT blob.* FROM blob JOIN repository ON id = repository WHERE name = ? AND digest = ?",
            [repository.rawValue, digest.rawValue]
        ).map(Self.blob)
    }

    func blobs(in repository: RepositoryName) throws -> [BlobRecord] {
        guard let id = try id(of: repository) else { return [] }
        return try rows("SELECT * FROM blob WHERE repository = ? ORDER BY digest", [id]).map(Self.blob)
    }

    func repositories(holding digest: Digest) throws -> [RepositoryName] {
        try rows(
            """
            SELECT name FROM repository WHERE id IN
                (SELECT repository FROM blob WHERE digest = ? UNION SELECT repository FROM manifest WHERE digest = ?)
            ORDER BY name
            """,
            [digest.rawValue, digest.rawValue]
        ).map { try RepositoryName($0["name"] as String) }
    }

    func unreferencedBlobs(in repository: RepositoryName, linkedBefore moment: Timestamp) throws -> [BlobRecord] {
        guard let id = try id(of: repository) else { return [] }
        return try rows(
            """
            SELECT * FROM blob WHERE repository = ? AND linkedAt < ? AND NOT EXISTS
                (SELECT 1 FROM pointer WHERE pointer.repository = blob.repository AND child = blob.digest)
            ORDER BY digest
            """,
            [id, moment.microseconds]
        ).map(Self.blob)
    }

    func putBlob(_ blob: BlobRecord, in repository: RepositoryName) throws {
        try execute(
            "INSERT INTO blob VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET linkedAt = excluded.linkedAt",
            [try makeID(of: repository), blob.digest.rawValue, blob.size, blob.linkedAt.microseconds]
        )
    }

    func removeBlob(_ digest: Digest, in repository: RepositoryName) throws -> Bool {
        guard let id = try id(of: repository) else { return false }
        return try execute("DELETE FROM blob WHERE repository = ? AND digest = ?", [id, digest.rawValue]) > 0
    }

    private static func blob(_ row: Row) throws -> BlobRecord {
        BlobRecord(
            digest: try Digest(row["digest"] as String),
            size: row["size"],
            linkedAt: Timestamp(microseconds: row["linkedAt"])
        )
    }
}

// MARK: Manifests

extension SQLiteTransaction {
    func manifest(_ digest: Digest, in repository: RepositoryName) throws -> ManifestRecord? {
        try row(
            "SELECT manifest.* FROM manifest JOIN repository ON id = repository WHERE name = ? AND digest = ?",
            [repository.rawValue, digest.rawValue]
        ).map(Self.manifest)
    }

    func manifests(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [ManifestRecord] {
        try rows(
            """
            SELECT manifest.* FROM manifest JOIN repository ON id = repository
            WHERE name = ? AND digest > ? ORDER BY digest LIMIT ?
            """,
            [repository.rawValue, after?.rawValue ?? "", limit]
        ).map(Self.manifest)
    }

    func parents(of digest: Digest, in repository: RepositoryName) throws -> [Digest] {
        try rows(
            "SELECT parent FROM pointer JOIN repository ON id = repository WHERE name = ? AND child = ? ORDER BY parent",
            [repository.rawValue, digest.rawValue]
        ).map { try Digest($0["parent"] as String) }
    }

    func children(of digest: Digest, in repository: RepositoryName) throws -> [Digest] {
        try rows(
            "SELECT child FROM pointer JOIN repository ON id = repository WHERE name = ? AND parent = ? ORDER BY child",
            [repository.rawValue, digest.rawValue]
        ).map { try Digest($0["child"] as String) }
    }

    func referrers(
        of subject: Digest,
        in repository: RepositoryName,
        artifactType: String?,
        after: Digest?,
        limit: Int
    ) throws -> [ManifestRecord] {
        try rows(
            """
            SELECT manifest.* FROM manifest JOIN repository ON id = repository
            WHERE name = ? AND subject = ? AND digest > ? AND visibility = 'everyone'
                AND (? IS NULL OR artifactType = ?)
            ORDER BY digest LIMIT ?
            """,
            [repository.rawValue, subject.rawValue, after?.rawValue ?? "", artifactType, artifactType, limit]
        ).map(Self.manifest)
    }

    func referrersInTurns(
        of subject: Digest,
        in repository: RepositoryName,
        artifactTypes: [String],
        limit: Int
    ) throws -> [Digest] {
        let types = repeatElement("?", count: artifactTypes.count).joined(separator: ", ")
        return try rows(
            """
            SELECT digest FROM (
                SELECT digest, pushedAt, row_number() OVER (PARTITION BY pushedBy ORDER BY pushedAt, digest) AS turn
                FROM manifest JOIN repository ON id = repository
                WHERE name = ? AND subject = ? AND visibility = 'everyone' AND artifactType IN (\(types))
            ) ORDER BY turn, pushedAt, digest LIMIT ?
            """,
            StatementArguments([repository.rawValue, subject.rawValue] + artifactTypes) + [limit]
        ).map { try Digest($0["digest"] as String) }
    }

    func heldReferrers(of subject: Digest, in repository: RepositoryName) throws -> [Digest] {
        try rows(
            """
            SELECT manifest.* FROM manifest JOIN repository ON id = repository
            WHERE name = ? AND subject = ? AND visibility = 'held' ORDER BY digest
            """,
            [repository.rawValue, subject.rawValue]
        ).map { try Self.manifest($0).digest }
    }

    func putManifest(
        _ manifest: ManifestRecord,
        pointingTo children: [Digest],
        in repository: RepositoryName
    ) throws {
        let id = try makeID(of: repository)
        try execute(
            """
            INSERT INTO manifest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET mediaType = excluded.mediaType, artifactType = excluded.artifactType,
                size = excluded.size, subject = excluded.subject, annotations = excluded.annotations,
                visibility = excluded.visibility, pushedBy = excluded.pushedBy, pushedAt = excluded.pushedAt
            """,
            [
                id, manifest.digest.rawValue, manifest.mediaType.rawValue, manifest.artifactType, manifest.size,
                manifest.subject?.rawValue, Self.text(manifest.annotations), manifest.visibility.rawValue,
                manifest.pushedBy, manifest.pushedAt.microseconds,
            ]
        )
        for child in Set(children) {
            try execute(
                "INSERT OR IGNORE INTO pointer VALUES (?, ?, ?)",
                [id, manifest.digest.rawValue, child.rawValue]
            )
        }
    }

    func removeManifest(_ digest: Digest, in repository: RepositoryName) throws -> Bool {
        guard let id = try id(of: repository) else { return false }
        try execute("DELETE FROM pointer WHERE repository = ? AND parent = ?", [id, digest.rawValue])
        try execute("DELETE FROM pull WHERE repository = ? AND digest = ?", [id, digest.rawValue])
        try removeImage(digest, in: id)
        return try execute("DELETE FROM manifest WHERE repository = ? AND digest = ?", [id, digest.rawValue]) > 0
    }

    private static func manifest(_ row: Row) throws -> ManifestRecord {
        ManifestRecord(
            digest: try Digest(row["digest"] as String),
            mediaType: MediaType(rawValue: row["mediaType"]),
            artifactType: row["artifactType"],
            size: row["size"],
            subject: try (row["subject"] as String?).map { try Digest($0) },
            annotations: try annotations(row["annotations"]),
            // An unknown value, from a newer version, must not make a held manifest readable.
            visibility: ManifestRecord.Visibility(rawValue: row["visibility"]) ?? .held,
            pushedBy: row["pushedBy"],
            pushedAt: Timestamp(microseconds: row["pushedAt"])
        )
    }

    private static func text(_ annotations: [String: String]) -> String {
        guard !annotations.isEmpty else { return "{}" }
        var json = JSONWriter()
        json.object { json in
            for (key, value) in annotations.sorted(by: { $0.key < $1.key }) { json.member(key, value) }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func annotations(_ text: String) throws -> [String: String] {
        guard text != "{}" else { return [:] }
        return try JSONValue(parsing: Array(text.utf8)).object?.compactMapValues(\.string) ?? [:]
    }
}
