// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import TagLog
import Testing

/// Plans against the definitions of RFC 6962, and the tiles they ask for against those that are there.
@Suite struct PlanTests {
    /// Small sizes, those around the ends of tiles, and some between: the definitions cost a hash for each entry.
    private static let sizes =
        Array(0...48) + Array(stride(from: 55, to: 600, by: 31)) + [255, 256, 257, 511, 512, 513, 600]

    @Test func inclusionProofsAreThoseOfTheDefinition() throws {
        let log = TestLog(seed: 9, count: 600)
        var randomness = Deterministic(seed: 10)
        for size in Self.sizes where size > 0 {
            let tree = NaiveTree(Array(log.leaves.prefix(size)))
            for index in [0, Int64(size - 1), .random(in: 0..<Int64(size), using: &randomness)] {
                #expect(try log.inclusion(index, at: tree.size).hashes == tree.path(index))
            }
        }
    }

    @Test func consistencyProofsAreThoseOfTheDefinition() throws {
        let log = TestLog(seed: 11, count: 600)
        var randomness = Deterministic(seed: 12)
        for size in Self.sizes where size > 0 {
            let tree = NaiveTree(Array(log.leaves.prefix(size)))
            for from in [1, Int64(size), .random(in: 1...Int64(size), using: &randomness)] {
                #expect(try log.consistency(from, tree.size).hashes == tree.proof(from))
            }
        }
    }

    @Test func rootIsThatOfTheDefinitionAndTheTreeGrowsOn() throws {
        let log = TestLog(seed: 13, count: 600)
        for size in Self.sizes.dropLast() {
            let plan = try RootPlan(size: Int64(size))
            #expect(try plan.root(log.bytes) == log.roots[size])
            var range = try plan.range(log.bytes)
            range.append(log.leaves[size])
            #expect(range.root == log.roots[size + 1])
        }
    }

    /// Sizes at which tiles end, up to the largest tree.
    static let largeSizes: [Int64] = [
        65_535, 65_536, 65_537, 70_000, 1_000_000, 16_777_216, 16_777_217, 123_456_789_012, 1 << 40, (1 << 48) - 1,
        LogTree.maximumSize - 1, LogTree.maximumSize,
    ]

    @Test(arguments: largeSizes) func largeTreesFollowTheDefinition(size: Int64) throws {
        var randomness = Deterministic(seed: UInt64(size))
        let perfect = NaiveTree.perfectRoots(above: .empty)
        let tree = NaiveTree(size: size, of: .empty)
        let tiles: (Tile) -> [UInt8] = { tile in
            #expect(tile.width == Tile.width(level: tile.level, index: tile.index, treeSize: size))
            return [[UInt8]](repeating: perfect[8 * tile.level].bytes, count: tile.width).flatMap { $0 }
        }
        let root = tree.root(0..<size)
        #expect(try RootPlan(size: size).root(tiles) == root)
        for index in [0, 255, 256, size / 2, size - 1, .random(in: 0..<size, using: &randomness)] {
            let plan = try InclusionPlan(index: index, size: size)
            #expect(plan.tiles.count <= 16)
            let proof = try plan.proof(tiles)
            #expect(proof.hashes == tree.path(index))
            #expect(proof.verifies(leaf: .empty, root: root))
        }
        for from in [1, 255, 256, size / 2, size - 1, size, .random(in: 1...size, using: &randomness)] {
            let proof = try ConsistencyPlan(from: from, to: size).proof(tiles)
            #expect(proof.hashes == tree.proof(from))
            #expect(proof.verifies(fromRoot: NaiveTree(size: from, of: .empty).root(0..<from), toRoot: root))
        }
    }

    @Test func tilesAreThoseThatAreThereAndEachOnce() throws {
        let plan = try InclusionPlan(index: 69_999, size: 70_000)
        #expect(Set(plan.tiles).count == plan.tiles.count)
        for tile in plan.tiles {
            #expect(tile.width == Tile.width(level: tile.level, index: tile.index, treeSize: 70_000))
        }
        #expect(Set(plan.tiles.map(\.path)) == ["0/273.p/112", "1/001.p/17", "2/000.p/1"])
    }

    @Test func nothingIsReadForWhatNeedsNoHash() throws {
        #expect(try InclusionPlan(index: 0, size: 1).tiles.isEmpty)
        #expect(try ConsistencyPlan(from: 300, to: 300).tiles.isEmpty)
        #expect(try ConsistencyPlan(from: 0, to: 300).tiles.isEmpty)
        #expect(try RootPlan(size: 0).tiles.isEmpty)
        #expect(try RootPlan(size: 0).root { _ in [] } == .empty)
    }

    @Test(arguments: [-32, -1, 1, 32]) func tileOfAnotherLengthIsRefused(difference: Int) throws {
        let log = TestLog(seed: 14, count: 300)
        let read: (Tile) -> [UInt8] = { tile in
            let bytes = log.bytes(tile)
            return difference < 0 ? bytes.dropLast(-difference) : bytes + [UInt8](repeating: 0, count: difference)
        }
        #expect(throws: TagLogError.self) { try InclusionPlan(index: 7, size: 300).proof(read) }
        #expect(throws: TagLogError.self) { try ConsistencyPlan(from: 7, to: 300).proof(read) }
        #expect(throws: TagLogError.self) { try RootPlan(size: 300).root(read) }
    }

    @Test func aTileThatLiesGivesAProofThatDoesNotVerify() throws {
        let log = TestLog(seed: 15, count: 300)
        let plan = try InclusionPlan(index: 7, size: 300)
        let proof = try plan.proof { tile in
            var bytes = log.bytes(tile)
            bytes[40] ^= 1
            return bytes
        }
        #expect(!proof.verifies(leaf: log.leaves[7], root: log.roots[300]))
    }
}
