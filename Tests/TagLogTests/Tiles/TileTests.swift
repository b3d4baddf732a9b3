// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import TagLog
import Testing

@Suite struct TileTests {
    struct Named: Sendable {
        var level: Int
        var index: Int64
        var width: Int
        var path: String
    }

    static let names = [
        Named(level: 0, index: 0, width: 256, path: "0/000"),
        Named(level: 0, index: 0, width: 1, path: "0/000.p/1"),
        Named(level: 0, index: 7, width: 255, path: "0/007.p/255"),
        Named(level: 1, index: 999, width: 256, path: "1/999"),
        Named(level: 1, index: 1_000, width: 256, path: "1/x001/000"),
        Named(level: 2, index: 1_234, width: 44, path: "2/x001/234.p/44"),
        Named(level: 0, index: 1_234_067, width: 256, path: "0/x001/x234/067"),
        Named(level: 63, index: 1_000_000, width: 9, path: "63/x001/x000/000.p/9"),
        Named(
            level: 0,
            index: (1 << 54) - 1,
            width: 256,
            path: "0/x018/x014/x398/x509/x481/983"
        ),
    ]

    @Test(arguments: names) func pathIsThatOfTheTile(named: Named) throws {
        let tile = try #require(Tile(level: named.level, index: named.index, width: named.width))
        #expect(tile.path == named.path)
        #expect(Tile(path: named.path) == tile)
        let bundle = try #require(EntryBundle(index: named.index, width: named.width))
        let rest = named.path.drop { $0 != "/" }
        #expect(bundle.path == "entries" + rest)
    }

    @Test(arguments: [
        "", "0", "0/", "/000", "0/0", "0/00", "0/0000", "00/000", "64/000", "-1/000", "+0/000", "a/000", "0/x000/001",
        "0/x001", "0/001/000", "0/x1/000", "0/x0001/000", "0/X001/000", "0/000/", "0//000", "0/000.p", "0/000.p/",
        "0/000.p/0", "0/000.p/01", "0/000.p/256", "0/000.p/1/2", "0/000.p/-1", "0/000.q/1", "0/.p/1", ".p/1",
        "0/x001.p/1",
        "0/x001.p/000", "0/000 ", " 0/000", "0/000.P/1", "0/00\u{661}", "0/x018/x014/x398/x509/x481/984",
        "0/x001/x000/x000/x000/x000/x000/000", "0/999999999999999999999", "999999999999999999999/000",
        "0/000.p/99999999999",
    ])
    func otherPathsAreRefused(path: String) {
        #expect(Tile(path: path) == nil)
    }

    @Test(arguments: [
        "", "entries", "entries/", "/000", "0/000", "Entries/000", "entries//000", "entries/0", "entries/000.p/0",
        "entries/000.p/256", "entries/x000/001", "entries/000/entries/000",
    ])
    func otherPathsOfBundlesAreRefused(path: String) {
        #expect(EntryBundle(path: path) == nil)
    }

    @Test func pathsThatAreReadAreWrittenAlike() {
        var randomness = Deterministic(seed: 16)
        let alphabet = Array("0123456789x/.p")
        for _ in 0..<20_000 {
            var path = Array("0/x001/234.p/44")
            for _ in 0..<Int.random(in: 1...3, using: &randomness) {
                let position = Int.random(in: 0..<path.count, using: &randomness)
                switch Int.random(in: 0..<3, using: &randomness) {
                case 0: path.remove(at: position)
                case 1: path.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &randomness)], at: position)
                default: path[position] = alphabet[Int.random(in: 0..<alphabet.count, using: &randomness)]
                }
            }
            guard let tile = Tile(path: String(path)) else { continue }
            #expect(tile.path == String(path))
        }
    }

    @Test func impossibleTilesAreRefused() {
        #expect(Tile(level: -1, index: 0) == nil)
        #expect(Tile(level: 64, index: 0) == nil)
        #expect(Tile(level: 0, index: -1) == nil)
        #expect(Tile(level: 0, index: 1 << 54) == nil)
        #expect(Tile(level: 0, index: .max) == nil)
        #expect(Tile(level: 0, index: 0, width: 0) == nil)
        #expect(Tile(level: 0, index: 0, width: 257) == nil)
        #expect(EntryBundle(index: -1) == nil)
        #expect(EntryBundle(index: 0, width: 257) == nil)
    }

    struct Width: Sendable {
        var level: Int
        var index: Int64
        var size: Int64
        var width: Int
    }

    @Test(arguments: [
        Width(level: 0, index: 0, size: 0, width: 0),
        Width(level: 0, index: 0, size: 1, width: 1),
        Width(level: 0, index: 0, size: 256, width: 256),
        Width(level: 0, index: 1, size: 256, width: 0),
        Width(level: 0, index: 1, size: 257, width: 1),
        Width(level: 0, index: 272, size: 70_000, width: 256),
        Width(level: 0, index: 273, size: 70_000, width: 112),
        Width(level: 1, index: 0, size: 255, width: 0),
        Width(level: 1, index: 0, size: 70_000, width: 256),
        Width(level: 1, index: 1, size: 70_000, width: 17),
        Width(level: 2, index: 0, size: 70_000, width: 1),
        Width(level: 3, index: 0, size: 70_000, width: 0),
        Width(level: 7, index: 0, size: LogTree.maximumSize, width: 64),
        Width(level: 8, index: 0, size: LogTree.maximumSize, width: 0),
        Width(level: 63, index: 0, size: LogTree.maximumSize, width: 0),
        Width(level: -1, index: 0, size: 1, width: 0),
        Width(level: 0, index: .max, size: 1, width: 0),
        Width(level: 0, index: .min, size: 1, width: 0),
        Width(level: 0, index: 0, size: -1, width: 0),
        Width(level: 0, index: 0, size: .max, width: 0),
    ])
    func widthFollowsTheSizeOfTheTree(row: Width) {
        #expect(Tile.width(level: row.level, index: row.index, treeSize: row.size) == row.width)
    }

    @Test func fullTileStandsInForAPartialOne() throws {
        let tile = try #require(Tile(path: "0/x001/234.p/44"))
        #expect(!tile.isFull)
        #expect(tile.full.path == "0/x001/234")
        #expect(tile.full.isFull)
        #expect(tile.byteCount == 44 * 32)
    }
}
