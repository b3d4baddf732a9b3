// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What to read of a tree's tiles in order to prove that it grew out of an earlier one.
///
/// All tiles are those of the later tree. The proof is only what they say; ``ConsistencyProof/verifies(fromRoot:toRoot:)``
/// against two signed roots tells whether they said the truth.
public struct ConsistencyPlan: Sendable {
    /// The tiles that are needed, each once; none when the trees are the same or the earlier one is empty.
    public var tiles: [Tile] { tileSet.tiles }

    private let from: Int64
    private let ranges: [LeafRange]
    private let tileSet: TileSet

    /// Plans the proof between two sizes.
    ///
    /// - Parameters:
    ///   - from: The number of entries of the earlier tree.
    ///   - to: The number of entries of the later tree.
    /// - Throws: ``TagLogError`` when a size is impossible, or the tree would have shrunk.
    public init(from: Int64, to: Int64) throws(TagLogError) {
        guard LogTree.isSize(from) else { throw .impossibleSize(from) }
        guard LogTree.isSize(to) else { throw .impossibleSize(to) }
        guard from <= to else { throw .shrinks(from: from, to: to) }
        self.from = from
        ranges = from == 0 ? [] : Self.ranges(from: from, to: to)
        var set = TileSet(size: to)
        for range in ranges { set.add(range) }
        tileSet = set
    }

    /// Makes the proof from the bytes of the tiles.
    ///
    /// - Parameter tile: Gives the bytes of one of ``tiles``; asked once for each.
    /// - Returns: The proof, not verified.
    /// - Throws: ``TagLogError`` when a tile has the wrong length, and what `tile` throws.
    public func proof(_ tile: (Tile) throws -> [UInt8]) throws -> ConsistencyProof {
        let contents = try tileSet.read(tile)
        return ConsistencyProof(from: from, to: tileSet.size, hashes: ranges.map { contents.hash(of: $0) })
    }

    /// SUBPROOF of RFC 6962, section 2.1.2, from the outside in and then turned round.
    private static func ranges(from: Int64, to: Int64) -> [LeafRange] {
        var ranges: [LeafRange] = []
        var rest = LeafRange(start: 0, end: to)
        while rest.end != from {
            let (left, right) = rest.halves
            ranges.append(from <= left.end ? right : left)
            rest = from <= left.end ? left : right
        }
        // A subtree that begins the tree is the earlier tree itself, whose root the verifier has.
        if rest.start > 0 { ranges.append(rest) }
        return ranges.reversed()
    }
}
