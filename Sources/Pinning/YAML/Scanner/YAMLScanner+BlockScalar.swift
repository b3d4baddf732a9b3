// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLScanner {
    private enum Chomping {
        case strip
        case clip
        case keep
    }

    /// Scans a text that begins with `|` or `>`.
    mutating func fetchBlockScalar(_ style: YAMLScalar.Style) throws(PinningError) {
        try forgetKey()
        mayBeKey = true
        let start = cursor.offset
        cursor.skip(1)
        let (chomping, increment) = try scanHeader()
        var indent = increment.map { max(self.indent, 0) + $0 }
        var end = cursor.offset
        var text = YAMLScalarText()
        var leading: Range<Int>?
        var trailing = YAMLBreaks()
        var beginsWithBlank = false
        let column = try scanBlankLines(&indent, into: &trailing, end: &end)
        while cursor.column == column, !cursor.isAtEnd {
            if let line = leading {
                let isFolded = style == .folded && YAMLBreaks.isNormal(line, of: cursor)
                if !isFolded || beginsWithBlank || cursor.isBlank() {
                    text.append(break: line, of: cursor)
                } else if trailing.isEmpty {
                    text.append(" ", of: cursor)
                }
            }
            text.append(trailing, of: cursor)
            trailing.clear()
            beginsWithBlank = cursor.isBlank()
            let first = cursor.offset
            while !cursor.isBreakOrEnd() { cursor.skip() }
            text.copy(first..<cursor.offset, of: cursor)
            leading = cursor.skipBreak()
            _ = try scanBlankLines(&indent, into: &trailing, end: &end)
        }
        if chomping != .strip, let leading { text.append(break: leading, of: cursor) }
        if chomping == .keep { text.append(trailing, of: cursor) }
        append(YAMLToken(kind: .scalar, span: start..<end, content: .scalar(text.scalar(style, of: cursor))))
    }

    /// Scans what stands behind `|` or `>` up to the end of its line.
    private mutating func scanHeader() throws(PinningError) -> (Chomping, increment: Int?) {
        var chomping: Chomping?
        var increment: Int?
        while true {
            if chomping == nil, cursor.stands("+") || cursor.stands("-") {
                chomping = cursor.stands("+") ? .keep : .strip
            } else if increment == nil, cursor.isAtDigit {
                guard !cursor.stands("0") else { throw malformed("a block of text cannot be indented by 0") }
                increment = Int(cursor[0] - UInt8(ascii: "0"))
            } else {
                break
            }
            cursor.skip(1)
        }
        cursor.skipBlanks()
        cursor.skipComment()
        guard cursor.isBreakOrEnd() else { throw malformed("text stands behind the beginning of a block of text") }
        cursor.skipBreak()
        return (chomping ?? .clip, increment)
    }

    /// Passes indentation and empty lines; finds the indentation of the block when it is not known yet.
    ///
    /// - Parameters:
    ///   - indent: The column of the block's lines.
    ///   - breaks: Gets the ends of the empty lines.
    ///   - end: Becomes the end of the last line that was passed whole.
    /// - Returns: The column of the block's lines.
    /// - Throws: ``PinningError`` when a tab stands where the indentation should.
    private mutating func scanBlankLines(
        _ indent: inout Int?,
        into breaks: inout YAMLBreaks,
        end: inout Int
    ) throws(PinningError) -> Int {
        var deepest = 0
        end = cursor.offset
        let limit = indent ?? .max
        while true {
            while cursor.column < limit, cursor.stands(" ") { cursor.skip(1) }
            deepest = max(deepest, cursor.column)
            if cursor.column < limit, cursor.stands("\t") {
                throw malformed("a block of text is indented with a tab")
            }
            guard let line = cursor.skipBreak() else { break }
            breaks.append(line)
            end = cursor.offset
        }
        let column = indent ?? max(deepest, self.indent + 1, 1)
        indent = column
        return column
    }
}
