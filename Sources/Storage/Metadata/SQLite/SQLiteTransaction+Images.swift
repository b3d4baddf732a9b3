// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

// MARK: Images

extension SQLiteTransaction {
    private static let selection = """
        SELECT image.*, name, visibility, pushedBy, pushedAt FROM image
        JOIN repository ON repository.id = image.repository
        JOIN manifest ON manifest.repository = image.repository AND manifest.digest = image.manifest
        """

    func image(_ manifest: Digest, in repository: RepositoryName) throws -> StoredImage? {
        guard let id = try id(of: repository) else { return nil }
        return try row(
            "\(Self.selection) WHERE image.repository = ? AND image.manifest = ?",
            [id, manifest.rawValue]
        ).map(Self.image)
    }

    func images(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [StoredImage] {
        guard let id = try id(of: repository) else { return [] }
        return try rows(
            "\(Self.selection) WHERE image.repository = ? AND image.manifest > ? ORDER BY image.manifest LIMIT ?",
            [id, after?.rawValue ?? "", limit]
        ).map(Self.image)
    }

    func visitImages(of chain: LayerChain.ID, _ body: (StoredImage) throws -> VisitOutcome) throws {
        try visit("\(Self.selection) WHERE chain = ?", [chain.rawValue]) { try body(Self.image($0)) }
    }

    func putImage(_ image: ImageRecord, of manifest: Digest, in repository: RepositoryName) throws {
        let id = try makeID(of: repository)
        let previous = try chain(of: manifest, in: id)
        let chain = try makeChain(image.layers)
        try execute(
            """
            INSERT INTO image VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET config = excluded.config,
                os = excluded.os, architecture = excluded.architecture, variant = excluded.variant,
                layers = excluded.layers, chain = excluded.chain
            """,
            [
                id, manifest.rawValue, image.config.rawValue, image.platform.os, image.platform.architecture,
                image.platform.variant, image.layers.count, chain.rawValue,
            ]
        )
        if let previous, previous != chain { try removeUnused(previous) }
    }

    func removeImage(_ manifest: Digest, in repository: Int64) throws {
        try execute("DELETE FROM baseClaim WHERE repository = ? AND manifest = ?", [repository, manifest.rawValue])
        guard let chain = try chain(of: manifest, in: repository) else { return }
        try execute("DELETE FROM image WHERE repository = ? AND manifest = ?", [repository, manifest.rawValue])
        try removeUnused(chain)
    }

    private func chain(of manifest: Digest, in repository: Int64) throws -> LayerChain.ID? {
        try row("SELECT chain FROM image WHERE repository = ? AND manifest = ?", [repository, manifest.rawValue])
            .map { LayerChain.ID(rawValue: $0["chain"]) }
    }

    static func image(_ row: Row) throws -> StoredImage {
        StoredImage(
            repository: try RepositoryName(row["name"] as String),
            manifest: try Digest(row["manifest"] as String),
            config: try Digest(row["config"] as String),
            platform: Platform(os: row["os"], architecture: row["architecture"], variant: row["variant"]),
            chain: LayerChain.ID(rawValue: row["chain"]),
            layers: row["layers"],
            // An unknown value, from a newer version, must not make a held manifest readable.
            visibility: ManifestRecord.Visibility(rawValue: row["visibility"]) ?? .held,
            pushedBy: row["pushedBy"],
            pushedAt: Timestamp(microseconds: row["pushedAt"])
        )
    }
}

// MARK: Claims

extension SQLiteTransaction {
    func baseClaims(about image: Digest, in repository: RepositoryName) throws -> [BaseClaim] {
        try rows(
            """
            SELECT baseClaim.*, name FROM baseClaim JOIN repository ON id = repository
            WHERE name = ? AND image = ? ORDER BY manifest, evidence, baseDigest
            """,
            [repository.rawValue, image.rawValue]
        ).map(Self.baseClaim)
    }

    func visitBaseClaims(of base: Digest, _ body: (BaseClaim) throws -> VisitOutcome) throws {
        try visit(
            "SELECT baseClaim.*, name FROM baseClaim JOIN repository ON id = repository WHERE baseDigest = ?",
            [base.rawValue]
        ) { try body(Self.baseClaim($0)) }
    }

    func putBaseClaims(_ claims: [BaseClaim], of manifest: Digest, in repository: RepositoryName) throws {
        let id = try makeID(of: repository)
        try execute("DELETE FROM baseClaim WHERE repository = ? AND manifest = ?", [id, manifest.rawValue])
        for claim in claims {
            try execute(
                "INSERT INTO baseClaim VALUES (?, ?, ?, ?, ?, ?)",
                [
                    id, manifest.rawValue, claim.image.rawValue, claim.name, claim.base?.rawValue,
                    claim.evidence.rawValue,
                ]
            )
        }
    }

    private static func baseClaim(_ row: Row) throws -> BaseClaim {
        BaseClaim(
            repository: try RepositoryName(row["name"] as String),
            manifest: try Digest(row["manifest"] as String),
            image: try Digest(row["image"] as String),
            name: row["baseName"],
            base: try (row["baseDigest"] as String?).map { try Digest($0) },
            // What a newer version knows of is at least what an annotation says.
            evidence: BaseClaim.Evidence(rawValue: row["evidence"]) ?? .annotation
        )
    }
}
