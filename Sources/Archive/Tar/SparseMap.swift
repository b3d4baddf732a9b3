// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where the stored bytes of a sparse file belong; the rest of it is zeros.
struct SparseMap {
    struct Segment {
        let offset: Int64
        let length: Int64

        var end: Int64 { offset + length }
    }

    /// The most segments of one file.
    static let countMaximum = 1 << 16

    /// The file's length, holes included.
    let fullSize: Int64
    /// In ascending order, without overlap, inside of the file.
    private(set) var segments: [Segment] = []
    /// The length of all segments together.
    private(set) var storedSize: Int64 = 0

    init(fullSize: Int64) {
        self.fullSize = fullSize
    }

    /// Adds a segment behind the others.
    mutating func append(offset: Int64, length: Int64, at position: Int64) throws(ArchiveError) {
        guard segments.count < Self.countMaximum else {
            throw .limitExceeded("a sparse file has more than \(Self.countMaximum) segments")
        }
        let (end, isTooLarge) = offset.addingReportingOverflow(length)
        guard offset >= segments.last?.end ?? 0, length >= 0, !isTooLarge, end <= fullSize else {
            throw .malformed("a segment of a sparse file lies outside of it or overlaps another", offset: position)
        }
        segments.append(Segment(offset: offset, length: length))
        // No overflow: the segments do not overlap, so that together they are no longer than the file.
        storedSize += length
    }
}

/// A position in a sparse file whose stored bytes arrive.
struct SparseCursor {
    enum Piece {
        case hole(Int64)
        case stored(Int64)
        case end
    }

    private let map: SparseMap
    private var index = 0
    private var position: Int64 = 0

    init(_ map: SparseMap) {
        self.map = map
    }

    /// What comes next, with its length.
    mutating func next() -> Piece {
        while index < map.segments.count, position >= map.segments[index].end { index += 1 }
        guard index < map.segments.count else {
            return position < map.fullSize ? .hole(map.fullSize - position) : .end
        }
        let segment = map.segments[index]
        return position < segment.offset ? .hole(segment.offset - position) : .stored(segment.end - position)
    }

    mutating func advance(by count: Int64) {
        position += count
    }
}
