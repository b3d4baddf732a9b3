// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

// MARK: Reading

extension SQLiteTransaction {
    func lineage(of chain: LayerChain.ID) throws -> [LayerChain] {
        try rows(
            """
            WITH RECURSIVE below (id, parent, layers, depth) AS (
                SELECT id, parent, layers, depth FROM chain WHERE id = ? AND id <> 0
                UNION ALL
                SELECT chain.id, chain.parent, chain.layers, chain.depth
                FROM below CROSS JOIN chain ON chain.id = below.parent WHERE chain.id <> 0
            )
            SELECT id AS chain, parent, layers AS diffIDs FROM below ORDER BY depth DESC
            """,
            [chain.rawValue]
        ).map(Self.chain)
    }

    func chains(withID chainID: Digest) throws -> [LayerChain] {
        try rows(
            "SELECT id AS chain, parent, layers AS diffIDs FROM chain WHERE chainID = ? ORDER BY id",
            [LayersBlob([chainID])]
        ).map(Self.chain)
    }

    func visitChains(above chain: LayerChain.ID, _ body: (LayerChain, StoredImage?) throws -> VisitOutcome) throws {
        // The order makes a queue of the walk; SQLite leaves it out where there is no limit. The cross join makes each
        // step a look-up, so that the walk ends as soon as the body has enough.
        try visit(
            """
            WITH RECURSIVE above (id, parent, diffIDs, depth) AS (
                SELECT id, parent, layers, depth FROM chain WHERE parent = ? AND id <> 0
                UNION ALL
                SELECT chain.id, chain.parent, chain.layers, chain.depth
                FROM above CROSS JOIN chain ON chain.parent = above.id
                ORDER BY 4 LIMIT -1
            )
            SELECT above.id AS chain, parent, diffIDs, image.repository, image.manifest, config, os, architecture,
                variant, layers, name, visibility, pushedBy, pushedAt
            FROM above
            LEFT JOIN image ON image.chain = above.id
            LEFT JOIN repository ON repository.id = image.repository
            LEFT JOIN manifest ON manifest.repository = image.repository AND manifest.digest = image.manifest
            """,
            [chain.rawValue]
        ) { row in
            // A row of an image without a manifest would be one that nothing can be said about.
            try body(Self.chain(row), row.hasNull(atIndex: Self.visibilityColumn) ? nil : Self.image(row))
        }
    }

    private static let visibilityColumn = 11

    private static func chain(_ row: Row) throws -> LayerChain {
        guard let layers = row["diffIDs"] as LayersBlob?, !layers.digests.isEmpty else {
            throw StoreError(.failure, "the index of images holds layers that cannot be read; restore it from a backup")
        }
        return LayerChain(
            id: LayerChain.ID(rawValue: row["chain"]),
            parent: LayerChain.ID(rawValue: row["parent"]),
            diffIDs: layers.digests
        )
    }
}

// MARK: Changing

extension SQLiteTransaction {
    /// The chain of an image's layers, which is made if needed; what another image goes on with is parted from it.
    func makeChain(_ layers: [ImageRecord.Layer]) throws -> LayerChain.ID {
        var chain = LayerChain.ID.empty
        var rest = layers[...]
        while let lowest = rest.first, let top = rest.last {
            guard let next = try self.chain(on: chain, beginningWith: lowest.diffID) else {
                return try insertChain(on: chain, rest.map(\.diffID), chainID: top.chainID, depth: layers.count)
            }
            let count = next.countShared(with: rest)
            rest.removeFirst(count)
            chain = next.id
            if count < next.diffIDs.count {
                let end = layers[rest.startIndex - 1].chainID
                chain = try part(next, after: count, chainID: end, depth: rest.startIndex)
            }
        }
        return chain
    }

    /// Removes a chain that no image has, unless images part there, then the one below it, and so on.
    func removeUnused(_ chain: LayerChain.ID) throws {
        var next = chain
        while next != .empty, try row("SELECT 1 FROM image WHERE chain = ? LIMIT 1", [next.rawValue]) == nil {
            let above = try rows(
                "SELECT id AS chain, parent, layers AS diffIDs FROM chain WHERE parent = ? LIMIT 2",
                [next.rawValue]
            ).map(Self.chain)
            guard above.count < 2, let unused = try lineage(of: next).first else { return }
            if let upper = above.first { return try join(unused, upper) }
            try execute("DELETE FROM chain WHERE id = ?", [unused.id.rawValue])
            next = unused.parent
        }
    }

    private func chain(on parent: LayerChain.ID, beginningWith diffID: Digest) throws -> LayerChain? {
        try row(
            "SELECT id AS chain, parent, layers AS diffIDs FROM chain WHERE parent = ? AND lowest = ?",
            [parent.rawValue, LayersBlob([diffID])]
        ).map(Self.chain)
    }

    private func insertChain(
        on parent: LayerChain.ID,
        _ diffIDs: [Digest],
        chainID: Digest,
        depth: Int
    ) throws -> LayerChain.ID {
        try execute(
            "INSERT INTO chain (parent, lowest, layers, depth, chainID) VALUES (?, ?, ?, ?, ?)",
            [parent.rawValue, LayersBlob(diffIDs.prefix(1)), LayersBlob(diffIDs), depth, LayersBlob([chainID])]
        )
        return LayerChain.ID(rawValue: database.lastInsertedRowID)
    }

    /// Puts a chain of a chain's lower layers below it, which keeps the upper ones, and gives the new one.
    private func part(_ upper: LayerChain, after count: Int, chainID: Digest, depth: Int) throws -> LayerChain.ID {
        // For a moment both lie on the same chain and begin with the same layer.
        try execute("UPDATE chain SET lowest = x'' WHERE id = ?", [upper.id.rawValue])
        let lower = try insertChain(
            on: upper.parent,
            Array(upper.diffIDs.prefix(count)),
            chainID: chainID,
            depth: depth
        )
        try put(Array(upper.diffIDs.dropFirst(count)), of: upper.id, on: lower)
        return lower
    }

    /// Removes a chain whose layers the only one above it takes over.
    private func join(_ lower: LayerChain, _ upper: LayerChain) throws {
        try execute(
            "UPDATE chain SET parent = ?, lowest = x'' WHERE id = ?",
            [lower.parent.rawValue, upper.id.rawValue]
        )
        try execute("DELETE FROM chain WHERE id = ?", [lower.id.rawValue])
        try put(lower.diffIDs + upper.diffIDs, of: upper.id, on: lower.parent)
    }

    private func put(_ diffIDs: [Digest], of chain: LayerChain.ID, on parent: LayerChain.ID) throws {
        try execute(
            "UPDATE chain SET parent = ?, lowest = ?, layers = ? WHERE id = ?",
            [parent.rawValue, LayersBlob(diffIDs.prefix(1)), LayersBlob(diffIDs), chain.rawValue]
        )
    }
}
