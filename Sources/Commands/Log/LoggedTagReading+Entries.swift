// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

extension LoggedTagReading {
    /// The most bytes of entries that are kept.
    private static let mostBytes = 256 << 20

    /// The entries of a log from an index on, verified: with the tree before them they give the root that is signed.
    ///
    /// - Parameters:
    ///   - log: The log.
    ///   - first: The index of the first entry.
    ///   - isWanted: Which entries are kept; the others are read, hashed and dropped.
    /// - Returns: The entries that are wanted, in order.
    /// - Throws: ``CommandFailure``: status 6 when they are not what was signed, 3 when they are more than are read.
    func entries(
        of log: WatchedLog,
        from first: Int64,
        where isWanted: (LogEntry) -> Bool = { _ in true }
    ) async throws -> [LogEntry] {
        let size = log.checkpoint.size
        guard first < size else { return [] }
        guard size - first <= LogReader.mostEntries else { throw log.tooLong(from: first) }
        var tree = try await log.reader.range(of: first, size: size)
        var entries: [LogEntry] = []
        var keptBytes = 0
        let patience = LogPatience()
        for bundle in EntryBundle.covering(from: first, size: size) {
            try patience.require(log)
            for (index, bytes) in try await log.reader.entries(bundle, from: first) {
                _ = tree.append(LogHash.leaf(of: bytes))
                let entry = try log.entry(index, bytes)
                guard isWanted(entry) else { continue }
                keptBytes += bytes.count
                guard keptBytes <= Self.mostBytes else { throw log.tooLong(from: first) }
                entries.append(entry)
            }
        }
        guard tree.root == log.checkpoint.root else { throw log.contradicted(from: first) }
        return entries
    }

    /// One entry of a log, verified by its proof.
    func entry(_ index: Int64, of log: WatchedLog) async throws -> LogEntry {
        let size = log.checkpoint.size
        let width = Int64(Tile.fullWidth)
        let bundleIndex = index / width
        guard index < size,
            let bundle = EntryBundle(
                index: bundleIndex,
                width: Tile.width(level: 0, index: bundleIndex, treeSize: size)
            )
        else { throw log.contradiction("names an entry \(index) that it does not have") }
        let bytes = try await log.reader.entries(bundle)[Int(index % width)]
        let proof = try await log.reader.inclusion(of: index, size: size)
        guard proof.verifies(leaf: LogHash.leaf(of: bytes), root: log.checkpoint.root) else {
            throw log.contradiction("gives an entry \(index) that is not the one it signed")
        }
        return try log.entry(index, bytes)
    }
}
