// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Up to 256 neighbouring entries as they are fetched together (C2SP tlog-tiles): those below a tile of level 0.
///
/// The bytes carry no trust of their own: the hashes of the entries must lead to a root that the log signed. Who reads
/// all of them feeds a ``CompactRange``; who reads some compares with the tile of level 0 and proves that.
public struct EntryBundle: Hashable, Sendable {
    /// The most bytes of a bundle.
    public static let maximumByteCount = Tile.fullWidth * (2 + LogEntry.maximumSize)

    /// The position among the bundles, from 0: the index of the first entry is 256 times that.
    public let index: Int64
    /// The number of entries, from 1 to 256.
    public let width: Int

    /// Creates the name of a bundle; nil when no tree has such a one.
    public init?(index: Int64, width: Int = Tile.fullWidth) {
        guard let tile = Tile(level: 0, index: index, width: width) else { return nil }
        self.index = tile.index
        self.width = tile.width
    }

    /// Tells whether the bundle has all its entries, and will never change.
    public var isFull: Bool { width == Tile.fullWidth }

    /// The same bundle once it is full, which may be served in its place and begins with the same bytes.
    public var full: EntryBundle { EntryBundle(Tile(valid: 0, index, Tile.fullWidth)) }

    /// The bundles that hold the entries of a tree from an index on.
    ///
    /// - Parameters:
    ///   - first: The index of the first entry that is wanted.
    ///   - size: The number of entries of the tree.
    /// - Returns: The bundles in order, empty when there are no such entries; each is made as it is asked for.
    public static func covering(from first: Int64, size: Int64) -> some Sequence<EntryBundle> {
        let isEmpty = first < 0 || first >= size || !LogTree.isSize(size)
        let range: Range<Int64> = isEmpty ? 0..<0 : first >> 8..<(size + 255) >> 8
        return range.lazy.map { index in
            EntryBundle(Tile(valid: 0, index, Tile.width(level: 0, index: index, treeSize: size)))
        }
    }

    private init(_ tile: Tile) {
        self.index = tile.index
        self.width = tile.width
    }
}

// MARK: Paths

extension EntryBundle {
    /// The path below `tile/`, such as `entries/x001/234` or `entries/000.p/44`.
    public var path: String { "entries/" + TilePath.text(index: index, width: width) }

    /// Reads what ``path`` writes, and nothing else; anything else gives nil.
    public init?(path: some StringProtocol) {
        let prefix = "entries/".utf8
        guard path.utf8.count <= TilePath.maximumLength, path.utf8.starts(with: prefix),
            let (index, width) = TilePath.parse(path.utf8.dropFirst(prefix.count))
        else { return nil }
        self.init(index: index, width: width)
    }
}

// MARK: Bytes

extension EntryBundle {
    /// Writes entries one after the other, each after its length in two bytes.
    ///
    /// - Parameter entries: The bytes of the entries.
    /// - Returns: The bytes of the bundle.
    /// - Throws: ``TagLogError/entryTooLong(_:)``.
    public static func encode(_ entries: [[UInt8]]) throws(TagLogError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        for entry in entries {
            guard entry.count <= LogEntry.maximumSize else { throw .entryTooLong(entry.count) }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 0xff))
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// Reads the entries of a bundle, which must hold exactly that many.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the bundle.
    ///   - count: How many entries it must have.
    /// - Returns: The bytes of each entry.
    /// - Throws: ``TagLogError/bundle(reason:)``.
    public static func decode(_ bytes: [UInt8], count: Int) throws(TagLogError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var position = 0
        while position < bytes.count {
            guard entries.count < count else { throw .bundle(reason: "it goes on after its \(count) entries") }
            guard bytes.count - position >= 2 else { throw .bundle(reason: "it ends inside a length") }
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            position += 2
            guard bytes.count - position >= length else { throw .bundle(reason: "it ends inside an entry") }
            entries.append(Array(bytes[position..<position + length]))
            position += length
        }
        guard entries.count == count else {
            throw .bundle(reason: "it has \(entries.count) entries instead of \(count)")
        }
        return entries
    }
}
