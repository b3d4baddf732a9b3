// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A piece of a tree as it is stored and fetched: up to 256 neighbouring hashes of one level (C2SP tlog-tiles).
///
/// Level 0 holds the hashes of the entries, level 1 the roots of full tiles of level 0, and so on. Full tiles never
/// change. Their bytes, 32 for each hash, carry no trust of their own: what is computed from them must lead to a root
/// that the log signed.
public struct Tile: Hashable, Sendable {
    /// The number of hashes of a full tile.
    public static let fullWidth = 256

    /// The level, from 0 to 63.
    public let level: Int
    /// The position among the tiles of the level, from 0.
    public let index: Int64
    /// The number of hashes, from 1 to 256.
    public let width: Int

    /// Creates the name of a tile; nil when no tree has such a one.
    public init?(level: Int, index: Int64, width: Int = Tile.fullWidth) {
        guard (0...63).contains(level), (0..<Self.indexLimit).contains(index), (1...Self.fullWidth).contains(width)
        else { return nil }
        self.level = level
        self.index = index
        self.width = width
    }

    /// One more than the index of the last tile of the largest tree.
    static let indexLimit = LogTree.maximumSize >> 8

    /// Tells whether the tile has all its hashes, and will never change.
    public var isFull: Bool { width == Self.fullWidth }

    /// The number of bytes.
    public var byteCount: Int { width * LogHash.length }

    /// The same tile once it is full, which may be served in its place and begins with the same bytes.
    public var full: Tile { Tile(valid: level, index, Self.fullWidth) }

    /// The number of hashes that a tile has in a tree of that size; 0 when it is not there yet.
    public static func width(level: Int, index: Int64, treeSize: Int64) -> Int {
        guard (0..<8).contains(level), (0..<indexLimit).contains(index), LogTree.isSize(treeSize) else { return 0 }
        let hashes = treeSize >> Int64(8 * level) - index << 8
        return Int(min(max(hashes, 0), Int64(fullWidth)))
    }

    init(valid level: Int, _ index: Int64, _ width: Int) {
        self.level = level
        self.index = index
        self.width = width
    }
}

// MARK: Paths

extension Tile {
    /// The path below `tile/`, such as `0/x001/234`, or `1/000.p/44` for a tile that is not full.
    public var path: String { "\(level)/" + TilePath.text(index: index, width: width) }

    /// Reads what ``path`` writes, and nothing else; anything else gives nil.
    public init?(path: some StringProtocol) {
        guard path.utf8.count <= TilePath.maximumLength, let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")),
            let level = TilePath.number(path.utf8[..<slash], maximum: 63),
            let (index, width) = TilePath.parse(path.utf8[path.utf8.index(after: slash)...])
        else { return nil }
        self.init(level: level, index: index, width: width)
    }
}
