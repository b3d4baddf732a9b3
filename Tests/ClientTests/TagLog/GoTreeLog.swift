// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import TagLog

/// A log of ours, and what we claim about it, one line for each claim.
struct GoTreeLog {
    private(set) var range = CompactRange()
    var facts: [String] = []
    private var leaves: [LogHash] = []
    private var levels: [[UInt8]] = []

    mutating func append(_ entry: Data) {
        facts.append("entry \(range.size) \(entry.base64EncodedString())")
        leaves.append(.leaf(of: Array(entry)))
        for subtree in range.append(.leaf(of: Array(entry))) where subtree.level % 8 == 0 {
            if levels.count == subtree.level / 8 { levels.append([]) }
            levels[subtree.level / 8] += subtree.hash.bytes
        }
    }

    mutating func claimInclusion(of index: Int64) throws {
        let proof = try InclusionPlan(index: index, size: range.size).proof(bytes)
        let hashes = [leaves[Int(index)]] + proof.hashes
        facts.append("inclusion \(index) \(range.size) " + hashes.map(\.base64).joined(separator: " "))
    }

    mutating func claimConsistency(from: Int64) throws {
        let proof = try ConsistencyPlan(from: from, to: range.size).proof(bytes)
        facts.append((["consistency \(from) \(range.size)"] + proof.hashes.map(\.base64)).joined(separator: " "))
    }

    /// Claims every tile of the tree as it was at a size.
    mutating func claimTiles(at size: Int64) throws {
        for level in levels.indices {
            for index in 0..<Int64(3) {
                let width = Tile.width(level: level, index: index, treeSize: size)
                guard let tile = Tile(level: level, index: index, width: width) else { continue }
                facts.append("tile \(tile.path) \(Data(bytes(tile)).base64EncodedString())")
            }
        }
    }

    mutating func claim(_ checkpoint: SignedCheckpoint, by signer: NoteSigner) throws {
        let (origin, size) = (checkpoint.checkpoint.origin, checkpoint.checkpoint.size)
        let note = Data(checkpoint.bytes).base64EncodedString()
        facts.append("checkpoint \(signer.text) \(signer.key.text) \(origin) \(size) \(note)")
    }

    private func bytes(_ tile: Tile) -> [UInt8] {
        Array(levels[tile.level].dropFirst(Int(tile.index) * 8192).prefix(tile.byteCount))
    }
}

extension LogHash {
    var base64: String { Data(bytes).base64EncodedString() }
}
