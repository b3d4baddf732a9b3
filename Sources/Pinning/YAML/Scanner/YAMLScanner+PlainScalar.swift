// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLScanner {
    /// Scans a text without quotes, which may go on over several lines.
    mutating func fetchPlainScalar() throws(PinningError) {
        try noteKey()
        mayBeKey = false
        let start = cursor.offset
        var end = start
        var text = YAMLScalarText()
        var space = YAMLSpace()
        repeat {
            if cursor.isAtDocumentIndicator || cursor.stands("#") { break }
            let word = cursor.offset
            try skipWord(of: start)
            if cursor.offset > word {
                text.append(space, of: cursor)
                space = YAMLSpace()
                text.copy(word..<cursor.offset, of: cursor)
                end = cursor.offset
            }
            guard cursor.isBlank() || cursor.isBreak() else { break }
            try scanSpace(&space, inPlainTextAt: start)
        } while flowLevel > 0 || cursor.column > indent
        append(YAMLToken(kind: .scalar, span: start..<end, content: .scalar(text.scalar(.plain, of: cursor))))
        if space.isLineEnd { mayBeKey = true }
    }

    /// Passes the characters up to white space or to what ends the text.
    private mutating func skipWord(of start: Int) throws(PinningError) {
        while !cursor.isBlankOrEnd() {
            let byte = cursor[0]
            if byte == UInt8(ascii: ":") {
                if flowLevel > 0, ",?[]{}".utf8.contains(cursor[1]) {
                    throw malformed("\":\" before \(Character(Unicode.Scalar(cursor[1]))); put the text into quotes")
                }
                if cursor.isBlankOrEnd(ahead: 1) { return }
            } else if flowLevel > 0, ",[]{}".utf8.contains(byte) {
                return
            }
            cursor.skip()
        }
    }

    /// Passes white space between two words, or behind the last.
    private mutating func scanSpace(_ space: inout YAMLSpace, inPlainTextAt start: Int) throws(PinningError) {
        while true {
            if cursor.isBlank() {
                if space.isLineEnd, cursor.column <= indent, cursor.stands("\t") {
                    throw malformed("a text goes on in a line that is indented with a tab", at: start)
                }
                space.skipBlank(&cursor)
            } else if !space.skipBreak(&cursor) {
                return
            }
        }
    }
}
