// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text as the readers of its file understand it, with the bytes that spell it.
struct SpelledText: Sendable {
    /// A stretch of the text that stands in the file byte for byte.
    struct Piece: Hashable, Sendable {
        /// Where the stretch begins in the text.
        var value: Int
        /// Where it begins in the file.
        var source: Int
        /// How many bytes it has.
        var count: Int
    }

    /// The text without quotes and escapes, as UTF-8.
    private(set) var bytes: [UInt8] = []
    /// The stretches that stand in the file as they are, in order.
    private(set) var pieces: [Piece] = []
    /// The bytes of the file that hold the text, without quotes around it.
    var span: Range<Int>

    /// Creates an empty text that begins at an offset.
    init(at offset: Int) {
        self.span = offset..<offset
    }

    /// Creates the text that stands in a range of a file as it is.
    init(_ range: Range<Int>, of source: [UInt8]) {
        self.init(at: range.lowerBound)
        append(range, of: source)
    }

    /// Creates a text that no bytes of a file spell.
    init(_ bytes: [UInt8]) {
        self.init(at: 0)
        self.bytes = bytes
    }

    /// The text.
    var value: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends bytes of the file that stand for themselves.
    mutating func append(_ range: Range<Int>, of source: [UInt8]) {
        append(source[range], at: range.lowerBound)
    }

    /// Appends bytes that stand in the file as they are, from an offset on.
    mutating func append(_ stretch: ArraySlice<UInt8>, at source: Int) {
        guard !stretch.isEmpty else { return }
        if let last = pieces.last, last.source + last.count == source, last.value + last.count == bytes.count {
            pieces[pieces.count - 1].count += stretch.count
        } else {
            pieces.append(Piece(value: bytes.count, source: source, count: stretch.count))
        }
        bytes += stretch
        span = span.lowerBound..<max(span.upperBound, source + stretch.count)
    }

    /// Appends what an escape in a range of the file stands for.
    mutating func append(_ decoded: some Sequence<UInt8>, for range: Range<Int>) {
        bytes += decoded
        span = span.lowerBound..<max(span.upperBound, range.upperBound)
    }

    /// The bytes of the file that spell a range of the text; nil when an escape or a gap stands between.
    func source(of range: Range<Int>) -> Range<Int>? {
        let index = firstPiece(endingAfter: range.lowerBound)
        guard index < pieces.count else { return nil }
        let piece = pieces[index]
        guard piece.value <= range.lowerBound, range.upperBound <= piece.value + piece.count else { return nil }
        let start = piece.source + range.lowerBound - piece.value
        return start..<start + range.count
    }

    /// The first stretch that ends behind a place of the text; the number of stretches when there is none.
    func firstPiece(endingAfter place: Int) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].value + pieces[middle].count <= place {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// The text in a range, by itself.
    func part(_ range: Range<Int>, of source: [UInt8]) -> SpelledText {
        var part = SpelledText(at: offset(of: range.lowerBound))
        var position = range.lowerBound
        for piece in pieces[firstPiece(endingAfter: range.lowerBound)...] {
            let low = max(position, piece.value)
            let high = min(range.upperBound, piece.value + piece.count)
            guard low < high else { break }
            let start = piece.source + low - piece.value
            part.append(bytes[position..<low], for: part.span)
            part.append(start..<start + high - low, of: source)
            position = high
        }
        part.append(bytes[position..<range.upperBound], for: part.span)
        return part
    }

    /// Where the file spells a place of the text, or the nearest place before it that stands there as it is.
    func offset(of place: Int) -> Int {
        let index = firstPiece(endingAfter: place)
        if index < pieces.count, pieces[index].value <= place {
            return pieces[index].source + place - pieces[index].value
        }
        return index > 0 ? pieces[index - 1].source + pieces[index - 1].count : span.lowerBound
    }

    /// The range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, Self.isSpace(bytes[first]) { range.removeFirst() }
        while let last = range.last, Self.isSpace(bytes[last]) { range.removeLast() }
        return range
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
