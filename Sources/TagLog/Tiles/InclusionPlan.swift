// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What to read of a tree's tiles in order to prove that it holds an entry.
///
/// The registry reads them from its database, a client fetches ``tiles`` first. Either way the proof is only what the
/// tiles say; ``InclusionProof/verifies(leaf:root:)`` against a signed root tells whether they said the truth.
public struct InclusionPlan: Sendable {
    /// The tiles that are needed, each once; at most three a level.
    public var tiles: [Tile] { tileSet.tiles }

    private let index: Int64
    private let ranges: [LeafRange]
    private let tileSet: TileSet

    /// Plans the proof of one entry.
    ///
    /// - Parameters:
    ///   - index: The index of the entry.
    ///   - size: The number of entries of the tree.
    /// - Throws: ``TagLogError`` when no tree of that size has that entry.
    public init(index: Int64, size: Int64) throws(TagLogError) {
        guard LogTree.isSize(size) else { throw .impossibleSize(size) }
        guard index >= 0, index < size else { throw .noSuchEntry(index: index, size: size) }
        self.index = index
        var ranges: [LeafRange] = []
        var rest = LeafRange(start: 0, end: size)
        while rest.count > 1 {
            let (left, right) = rest.halves
            ranges.append(index < left.end ? right : left)
            rest = index < left.end ? left : right
        }
        self.ranges = ranges.reversed()
        var set = TileSet(size: size)
        for range in self.ranges { set.add(range) }
        tileSet = set
    }

    /// Makes the proof from the bytes of the tiles.
    ///
    /// - Parameter tile: Gives the bytes of one of ``tiles``; asked once for each.
    /// - Returns: The proof, not verified.
    /// - Throws: ``TagLogError`` when a tile has the wrong length, and what `tile` throws.
    public func proof(_ tile: (Tile) throws -> [UInt8]) throws -> InclusionProof {
        let contents = try tileSet.read(tile)
        return InclusionProof(index: index, size: tileSet.size, hashes: ranges.map { contents.hash(of: $0) })
    }
}
