// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text that is being put together from stretches of the file and characters that only stand for something in it.
struct YAMLScalarText {
    private var value: [UInt8] = []
    private var pieces: [YAMLScalar.Piece] = []
    /// The stretch of the file that comes next; most texts are one stretch, and need no copy.
    private var pending = 0..<0

    /// Appends bytes of the file as they are.
    mutating func copy(_ range: Range<Int>, of cursor: borrowing YAMLCursor) {
        guard !range.isEmpty else { return }
        if !pending.isEmpty, pending.upperBound == range.lowerBound {
            pending = pending.lowerBound..<range.upperBound
        } else {
            finishPiece(of: cursor)
            pending = range
        }
    }

    /// Appends a character that the file spells in another way.
    mutating func append(_ character: Unicode.Scalar, of cursor: borrowing YAMLCursor) {
        finishPiece(of: cursor)
        value.append(contentsOf: String(character).utf8)
    }

    /// Appends the end of a line as YAML understands it: a line feed, but for the separators of Unicode.
    mutating func append(break range: Range<Int>, of cursor: borrowing YAMLCursor) {
        if YAMLBreaks.isNormal(range, of: cursor), cursor[range].first != 0x0a {
            append("\n", of: cursor)
        } else {
            copy(range, of: cursor)
        }
    }

    mutating func append(_ breaks: YAMLBreaks, of cursor: borrowing YAMLCursor) {
        for range in breaks.ranges { append(break: range, of: cursor) }
    }

    /// The text when all is appended.
    consuming func scalar(_ style: YAMLScalar.Style, of cursor: borrowing YAMLCursor) -> YAMLScalar {
        guard !pieces.isEmpty || !value.isEmpty else {
            let piece = YAMLScalar.Piece(value: 0, source: pending.lowerBound, count: pending.count)
            let text = String(decoding: cursor[pending], as: UTF8.self)
            return YAMLScalar(value: text, style: style, pieces: pending.isEmpty ? [] : [piece])
        }
        finishPiece(of: cursor)
        return YAMLScalar(value: String(decoding: value, as: UTF8.self), style: style, pieces: pieces)
    }

    private mutating func finishPiece(of cursor: borrowing YAMLCursor) {
        guard !pending.isEmpty else { return }
        pieces.append(YAMLScalar.Piece(value: value.count, source: pending.lowerBound, count: pending.count))
        value.append(contentsOf: cursor[pending])
        pending = 0..<0
    }
}
