// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import TagLog

/// A log as the registry keeps it: its tiles, here in memory.
struct TiledLog {
    /// What the tree grows from.
    private(set) var range = CompactRange()
    /// The hashes of each level of tiles, one after the other.
    private var levels: [[UInt8]] = []

    init(capacity: Int64) {
        levels.append([])
        levels[0].reserveCapacity(Int(capacity) * LogHash.length)
    }

    /// The number of bytes of all tiles.
    var byteCount: Int { levels.reduce(0) { $0 + $1.count } }

    mutating func append(_ entry: [UInt8]) {
        for subtree in range.append(.leaf(of: entry)) where subtree.level % 8 == 0 {
            let level = subtree.level / 8
            if level == levels.count { levels.append([]) }
            levels[level] += subtree.hash.bytes
        }
    }

    /// The bytes of a tile, copied as a read of the database copies them.
    func bytes(of tile: Tile) throws -> [UInt8] {
        let start = Int(tile.index) * Tile.fullWidth * LogHash.length
        guard levels.indices.contains(tile.level), start + tile.byteCount <= levels[tile.level].count else {
            throw LoadError("a proof asks for the tile \(tile.path), which the log does not have")
        }
        return Array(levels[tile.level][start..<start + tile.byteCount])
    }
}
