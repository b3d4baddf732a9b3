// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One header block of a tar archive, as it stands there.
///
/// Which fields there are is decided as Go's `archive/tar` decides it, because that is what unpacks images.
struct TarHeader {
    enum Format {
        /// Without a magic number: only the fields up to the link's target.
        case original
        /// POSIX's, pax included.
        case standard
        /// POSIX's with a shorter prefix, times after it, and `tar` at the end.
        case star
        case gnu
    }

    static let blockSize = 512

    let format: Format
    let flag: UInt8
    let name: [UInt8]
    let linkTarget: [UInt8]
    let mode: UInt16
    let userID: Int64
    let groupID: Int64
    let size: Int64
    let modified: Int64
    let deviceMajor: UInt32
    let deviceMinor: UInt32
    /// The beginning of the map of a sparse file, in GNU's old format.
    let sparse: OldSparseHeader?

    /// Reads a header.
    ///
    /// - Parameters:
    ///   - block: 512 bytes.
    ///   - offset: Where they stand, for the error.
    /// - Throws: What is wrong with them.
    init(_ block: UnsafeRawBufferPointer, at offset: Int64) throws(ArchiveError) {
        guard Self.hasValidChecksum(block) else {
            throw .malformed("this is no tar header: its checksum does not match", offset: offset)
        }
        let format = Self.format(of: block)
        self.format = format
        flag = block[Field.flag]
        name = Self.name(block, format)
        linkTarget = Self.text(block[Field.linkTarget])
        mode = UInt16(truncatingIfNeeded: try Self.number(block, Field.mode, "mode", offset) & 0o7777)
        userID = try Self.number(block, Field.userID, "owner", offset)
        groupID = try Self.number(block, Field.groupID, "group", offset)
        size = try Self.number(block, Field.size, "size", offset)
        modified = try Self.number(block, Field.modified, "time", offset)
        guard size >= 0 else { throw .malformed("the size in a tar header is negative", offset: offset) }
        let isDevice = flag == UInt8(ascii: "3") || flag == UInt8(ascii: "4")
        // Anything else has been seen to hold garbage here.
        let hasDevice = isDevice && format != .original
        deviceMajor = hasDevice ? try Self.device(block, Field.deviceMajor, offset) : 0
        deviceMinor = hasDevice ? try Self.device(block, Field.deviceMinor, offset) : 0
        sparse = flag == UInt8(ascii: "S") ? try OldSparseHeader(block, format: format, at: offset) : nil
    }
}

// MARK: - Fields

extension TarHeader {
    enum Field {
        static let name = 0..<100
        static let mode = 100..<108
        static let userID = 108..<116
        static let groupID = 116..<124
        static let size = 124..<136
        static let modified = 136..<148
        static let checksum = 148..<156
        static let flag = 156
        static let linkTarget = 157..<257
        static let magic = 257..<265
        static let deviceMajor = 329..<337
        static let deviceMinor = 337..<345
        static let prefix = 345..<500
        static let starPrefix = 345..<476
        static let starTrailer = 508..<512
        static let gnuAccessed = 345..<357
        static let gnuChanged = 357..<369
    }

    static let standardMagic = Array("ustar\u{0}00".utf8)
    private static let gnuMagic = Array("ustar  \u{0}".utf8)
    private static let starTrailer = Array("tar\u{0}".utf8)

    private static func format(of block: UnsafeRawBufferPointer) -> Format {
        let magic = block[Field.magic]
        if magic.elementsEqual(gnuMagic) { return .gnu }
        guard magic.elementsEqual(standardMagic) else { return .original }
        return block[Field.starTrailer].elementsEqual(starTrailer) ? .star : .standard
    }

    private static func name(_ block: UnsafeRawBufferPointer, _ format: Format) -> [UInt8] {
        let name = text(block[Field.name])
        let prefix: [UInt8]
        switch format {
        case .original: return name
        case .standard: prefix = text(block[Field.prefix])
        case .star: prefix = text(block[Field.starPrefix])
        case .gnu:
            // GNU has times here, and no prefix. Go before 1.8 put a prefix nevertheless, and old images have it.
            let times = [Field.gnuAccessed, Field.gnuChanged]
            if times.allSatisfy({ TarNumber.parse(.init(rebasing: block[$0])) != nil }) { return name }
            prefix = text(block[Field.prefix])
            guard prefix.allSatisfy({ $0 < 0x80 }) else { return name }
        }
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    private static func text(_ field: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        Array(field[..<(field.firstIndex(of: 0) ?? field.endIndex)])
    }

    private static func number(
        _ block: UnsafeRawBufferPointer,
        _ field: Range<Int>,
        _ what: String,
        _ offset: Int64
    ) throws(ArchiveError) -> Int64 {
        guard let number = TarNumber.parse(.init(rebasing: block[field])) else {
            throw .malformed("the \(what) in a tar header is not a number", offset: offset)
        }
        return number
    }

    private static func device(
        _ block: UnsafeRawBufferPointer,
        _ field: Range<Int>,
        _ offset: Int64
    ) throws(ArchiveError) -> UInt32 {
        guard let number = UInt32(exactly: try number(block, field, "device number", offset)) else {
            throw .malformed("the device number in a tar header is too large", offset: offset)
        }
        return number
    }

    /// Checks the sum over all bytes, its own field taken as spaces; old programs added signed bytes.
    static func hasValidChecksum(_ block: UnsafeRawBufferPointer) -> Bool {
        let field = UnsafeRawBufferPointer(rebasing: block[Field.checksum])
        guard let expected = TarNumber.parse(field) else { return false }
        let others = sum(block) - sum(field) + field.count * 0x20
        if Int64(others) == expected { return true }
        // As a signed number, a byte from 0x80 on counts 256 less.
        let large = block.count { $0 >= 0x80 } - field.count { $0 >= 0x80 }
        return Int64(others - large * 0x100) == expected
    }

    /// Adds the bytes, eight at a time; there are at most 512, and a multiple of eight.
    private static func sum(_ bytes: UnsafeRawBufferPointer) -> Int {
        let everyOther: UInt64 = 0x00ff_00ff_00ff_00ff
        // Four sums of 16 bits each: 64 words add at most 64 * 2 * 255 to each.
        var sums: UInt64 = 0
        for offset in stride(from: 0, to: bytes.count, by: 8) {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            sums &+= (word & everyOther) &+ (word >> 8 & everyOther)
        }
        return stride(from: 0, to: 64, by: 16).reduce(0) { $0 + Int(sums >> UInt64($1) & 0xffff) }
    }
}
