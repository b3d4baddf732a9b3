// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The tiles that some ranges of a tree are computed from.
struct TileSet {
    let size: Int64
    /// In the order in which they are first needed, each once.
    private(set) var tiles: [Tile] = []
    private var known: Set<Tile> = []

    init(size: Int64) {
        self.size = size
    }

    mutating func add(_ range: LeafRange) {
        for subtree in range.subtrees {
            let tile = subtree.place(inTreeOf: size).tile
            if known.insert(tile).inserted { tiles.append(tile) }
        }
    }

    /// Asks for the bytes of every tile, once, and refuses what has another length than 32 bytes for each hash.
    func read(_ read: (Tile) throws -> [UInt8]) throws -> TileContents {
        var contents = TileContents(size: size)
        for tile in tiles {
            let bytes = try read(tile)
            guard bytes.count == tile.byteCount else {
                throw TagLogError.tileLength(path: tile.path, expected: tile.byteCount, found: bytes.count)
            }
            contents.bytes[tile] = bytes
        }
        return contents
    }
}

/// The bytes of the tiles of a tree, and the hashes that follow from them.
struct TileContents {
    let size: Int64
    fileprivate(set) var bytes: [Tile: [UInt8]] = [:]

    fileprivate init(size: Int64) {
        self.size = size
    }

    func hash(of range: LeafRange) -> LogHash {
        LogHash.root(ofSubtrees: hashes(of: range))
    }

    /// The roots of the perfect subtrees of a range, from the left.
    func hashes(of range: LeafRange) -> [LogHash] {
        range.subtrees.map { subtree in
            let place = subtree.place(inTreeOf: size)
            guard let tile = bytes[place.tile] else { preconditionFailure("the range was not planned") }
            return LogHash.root(ofPerfectTree: tile[place.bytes])
        }
    }
}

extension Subtree {
    /// Where the hashes lie that the subtree's root is computed from: at most 128, in one tile.
    fileprivate func place(inTreeOf size: Int64) -> (tile: Tile, bytes: Range<Int>) {
        let level = height / 8
        let above = height % 8
        let index = index >> Int64(8 - above)
        let first = Int(self.index << Int64(above) & 0xff) * LogHash.length
        let width = Tile.width(level: level, index: index, treeSize: size)
        return (Tile(valid: level, index, width), first..<first + LogHash.length << above)
    }
}
