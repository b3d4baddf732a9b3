// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What to read of a tree's tiles in order to compute its root, or to let it grow.
///
/// The tiles along the right edge are enough. Equal roots vouch for these tiles only, not for all that is below them.
public struct RootPlan: Sendable {
    /// The tiles that are needed, each once; none for the tree without entries.
    public var tiles: [Tile] { tileSet.tiles }

    private let tileSet: TileSet

    /// Plans the root of a tree.
    ///
    /// - Parameter size: The number of entries.
    /// - Throws: ``TagLogError`` when no tree has that size.
    public init(size: Int64) throws(TagLogError) {
        guard LogTree.isSize(size) else { throw .impossibleSize(size) }
        var set = TileSet(size: size)
        set.add(LeafRange(start: 0, end: size))
        tileSet = set
    }

    /// Computes the root from the bytes of the tiles.
    ///
    /// - Parameter tile: Gives the bytes of one of ``tiles``; asked once for each.
    /// - Returns: The root.
    /// - Throws: ``TagLogError`` when a tile has the wrong length, and what `tile` throws.
    public func root(_ tile: (Tile) throws -> [UInt8]) throws -> LogHash {
        try range(tile).root
    }

    /// Gives the roots of the perfect subtrees, from which the tree can grow.
    ///
    /// - Parameter tile: Gives the bytes of one of ``tiles``; asked once for each.
    /// - Returns: The compact range of the tree.
    /// - Throws: ``TagLogError`` when a tile has the wrong length, and what `tile` throws.
    public func range(_ tile: (Tile) throws -> [UInt8]) throws -> CompactRange {
        let hashes = try tileSet.read(tile).hashes(of: LeafRange(start: 0, end: tileSet.size))
        guard let range = CompactRange(size: tileSet.size, hashes: hashes) else {
            throw TagLogError.impossibleSize(tileSet.size)
        }
        return range
    }
}
