// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import TagLog

/// A log in memory: the tiles that a registry would keep.
struct TestLog {
    private(set) var range = CompactRange()
    /// The root at each size.
    private(set) var roots: [LogHash] = [.empty]
    private(set) var leaves: [LogHash] = []
    /// The bytes of the hashes of each level of tiles.
    private var levels: [[UInt8]] = []

    init(leaves: [LogHash] = []) {
        for leaf in leaves { append(leaf) }
    }

    init(seed: UInt64, count: Int) {
        var randomness = Deterministic(seed: seed)
        self.init(leaves: randomness.hashes(count))
    }

    mutating func append(_ leaf: LogHash) {
        leaves.append(leaf)
        for subtree in range.append(leaf) where subtree.level % 8 == 0 {
            if levels.count == subtree.level / 8 { levels.append([]) }
            levels[subtree.level / 8] += subtree.hash.bytes
        }
        roots.append(range.root)
    }

    func bytes(_ tile: Tile) -> [UInt8] {
        guard levels.indices.contains(tile.level) else { return [] }
        return Array(levels[tile.level].dropFirst(Int(tile.index) * 8192).prefix(tile.byteCount))
    }

    func inclusion(_ index: Int64, at size: Int64) throws -> InclusionProof {
        try InclusionPlan(index: index, size: size).proof(bytes)
    }

    func consistency(_ from: Int64, _ to: Int64) throws -> ConsistencyProof {
        try ConsistencyPlan(from: from, to: to).proof(bytes)
    }
}
