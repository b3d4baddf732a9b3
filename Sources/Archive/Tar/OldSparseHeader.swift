// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The map of a sparse file in GNU's old format: four segments in the header, more in blocks after it.
struct OldSparseHeader {
    private(set) var map: SparseMap
    /// Another block of segments follows.
    private(set) var isExtended: Bool

    private static let segmentSize = 24

    /// Reads the part that stands in the header.
    init(_ block: UnsafeRawBufferPointer, format: TarHeader.Format, at offset: Int64) throws(ArchiveError) {
        guard format == .gnu, let size = TarNumber.parse(.init(rebasing: block[483..<495])), size >= 0 else {
            throw .malformed("the header of a sparse file is damaged", offset: offset)
        }
        map = SparseMap(fullSize: size)
        isExtended = block[482] != 0
        try append(UnsafeRawBufferPointer(rebasing: block[386..<482]), at: offset)
    }

    /// Reads a block that follows.
    mutating func extend(_ block: UnsafeRawBufferPointer, at offset: Int64) throws(ArchiveError) {
        isExtended = block[504] != 0
        try append(UnsafeRawBufferPointer(rebasing: block[..<504]), at: offset)
    }

    private mutating func append(_ fields: UnsafeRawBufferPointer, at position: Int64) throws(ArchiveError) {
        var rest = fields
        while rest.count >= Self.segmentSize {
            let field = rest.take(Self.segmentSize)
            // A field that is not used ends the list.
            guard field[0] != 0 else { return }
            guard let offset = TarNumber.parse(.init(rebasing: field[..<12])),
                let length = TarNumber.parse(.init(rebasing: field[12...]))
            else {
                throw .malformed("a segment of a sparse file is not a number", offset: position)
            }
            try map.append(offset: offset, length: length, at: position)
        }
    }
}
