// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The map that stands before the content of a sparse file of version 1.0.
///
/// Decimal numbers, each with a line feed: how many segments, then offset and length of each. Zeros fill up the block.
struct SparseMapText {
    /// The map, as far as it was read.
    private(set) var map: SparseMap
    /// The bytes of the map so far.
    private(set) var readSize: Int64 = 0

    private var count: Int64?
    private var pendingOffset: Int64?
    private var digits: [UInt8] = []

    init(fullSize: Int64) {
        map = SparseMap(fullSize: fullSize)
    }

    /// Tells whether all numbers are there and the block they end in is over.
    var isComplete: Bool { isRead && readSize.isMultiple(of: Int64(TarHeader.blockSize)) }

    private var isRead: Bool { count == Int64(map.segments.count) && pendingOffset == nil }

    /// Reads as much as belongs to the map and cuts it off.
    ///
    /// - Parameters:
    ///   - bytes: What there is.
    ///   - offset: Where it stands, for the error.
    /// - Throws: What is wrong with the map.
    mutating func read(_ bytes: inout UnsafeRawBufferPointer, at offset: Int64) throws(ArchiveError) {
        var used = 0
        while used < bytes.count, !isRead {
            try read(bytes[used], at: offset + Int64(used))
            used += 1
        }
        readSize += Int64(used)
        _ = bytes.take(used)
        guard isRead else { return }
        let block = Int64(TarHeader.blockSize)
        let filler = min(Int((block - readSize % block) % block), bytes.count)
        readSize += Int64(filler)
        _ = bytes.take(filler)
    }

    private mutating func read(_ byte: UInt8, at offset: Int64) throws(ArchiveError) {
        guard byte == 0x0a else {
            digits.append(byte)
            guard digits.count < 20 else {
                throw .malformed("a number in the map of a sparse file is too long", offset: offset)
            }
            return
        }
        guard let number = PaxEncoding.count(digits) else {
            throw .malformed("the map of a sparse file holds something else than numbers", offset: offset)
        }
        digits.removeAll(keepingCapacity: true)
        if count == nil {
            guard number <= Int64(SparseMap.countMaximum) else {
                throw .limitExceeded("a sparse file has \(number) segments, more than \(SparseMap.countMaximum)")
            }
            count = number
        } else if let segmentOffset = pendingOffset {
            pendingOffset = nil
            try map.append(offset: segmentOffset, length: number, at: offset)
        } else {
            pendingOffset = number
        }
    }
}
