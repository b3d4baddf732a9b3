// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One line of a program as its readers see it, put together from lines of the file that continue each other.
struct LogicalLine: Sendable {
    private struct Piece {
        var start: Int
        var origin: Int
    }

    /// The line without what continues it.
    private(set) var bytes: [UInt8] = []
    private var pieces: [Piece] = []

    /// Appends what stands in a range of a file.
    mutating func append(_ range: Range<Int>, of file: [UInt8]) {
        guard !range.isEmpty else { return }
        pieces.append(Piece(start: bytes.count, origin: range.lowerBound))
        bytes += file[range]
    }

    /// A part of the line, with where it came from.
    func text(in range: Range<Int>) -> TracedText {
        var text = TracedText()
        guard !range.isEmpty else { return text }
        var piece = index(of: range.lowerBound)
        for position in range {
            while piece + 1 < pieces.count, pieces[piece + 1].start <= position { piece += 1 }
            text.append(bytes[position], from: pieces[piece].origin + position - pieces[piece].start)
        }
        return text
    }

    /// The bytes of the file from the first to the last of a part that is not empty.
    func extent(of range: Range<Int>) -> Range<Int> {
        origin(of: range.lowerBound)..<origin(of: range.upperBound - 1) + 1
    }

    /// The range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, bytes[first].isBlank { range.removeFirst() }
        while let last = range.last, bytes[last].isBlank { range.removeLast() }
        return range
    }

    /// The words between white space in a part of the line.
    func words(in range: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for position in range {
            if bytes[position].isBlank {
                if let begun = start { words.append(begun..<position) }
                start = nil
            } else if start == nil {
                start = position
            }
        }
        if let begun = start { words.append(begun..<range.upperBound) }
        return words
    }

    /// The byte of the file that a byte of the line came from.
    func origin(of position: Int) -> Int {
        let piece = pieces[index(of: position)]
        return piece.origin + position - piece.start
    }

    private func index(of position: Int) -> Int {
        var low = 0
        var high = pieces.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if pieces[middle].start <= position { low = middle } else { high = middle }
        }
        return low
    }
}

extension LogicalLine {
    /// The line without its first bytes.
    func dropping(_ count: Int, of file: [UInt8]) -> LogicalLine {
        var rest = LogicalLine()
        for (index, piece) in pieces.enumerated() {
            let end = index + 1 < pieces.count ? pieces[index + 1].start : bytes.count
            let start = max(piece.start, count)
            guard start < end else { continue }
            let origin = piece.origin + start - piece.start
            rest.append(origin..<origin + end - start, of: file)
        }
        return rest
    }
}
