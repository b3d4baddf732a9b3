// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLScanner {
    /// Scans a text in quotes.
    mutating func fetchQuotedScalar(_ style: YAMLScalar.Style) throws(PinningError) {
        try noteKey()
        mayBeKey = false
        let start = cursor.offset
        let quote: Unicode.Scalar = style == .singleQuoted ? "'" : "\""
        cursor.skip(1)
        var text = YAMLScalarText()
        while true {
            guard !cursor.isAtDocumentIndicator, !cursor.isAtEnd else {
                throw malformed("a text in quotes has no end", at: start)
            }
            var space = YAMLSpace()
            if try scanQuotedWord(quote, into: &text) { space.endLine() }
            if cursor.stands(quote) { break }
            while true {
                if cursor.isBlank() {
                    space.skipBlank(&cursor)
                } else if !space.skipBreak(&cursor) {
                    break
                }
            }
            text.append(space, of: cursor)
        }
        cursor.skip(1)
        append(.scalar, from: start, .scalar(text.scalar(style, of: cursor)))
    }

    /// Scans up to white space or the closing quote; true when the line ended with a backslash.
    private mutating func scanQuotedWord(
        _ quote: Unicode.Scalar,
        into text: inout YAMLScalarText
    ) throws(PinningError) -> Bool {
        var start = cursor.offset
        while !cursor.isBlankOrEnd() {
            if quote == "'", cursor.stands("'"), cursor.stands("'", ahead: 1) {
                text.copy(start..<cursor.offset, of: cursor)
                text.append("'", of: cursor)
                cursor.skip(2)
                start = cursor.offset
            } else if cursor.stands(quote) {
                break
            } else if quote == "\"", cursor.stands("\\") {
                text.copy(start..<cursor.offset, of: cursor)
                if cursor.isBreak(ahead: 1) {
                    cursor.skip(1)
                    cursor.skipBreak()
                    return true
                }
                let character = try scanEscape()
                text.append(character, of: cursor)
                start = cursor.offset
            } else {
                cursor.skip()
            }
        }
        text.copy(start..<cursor.offset, of: cursor)
        return false
    }

    /// Scans a backslash and what it escapes.
    private mutating func scanEscape() throws(PinningError) -> Unicode.Scalar {
        let start = cursor.offset
        let letter = Unicode.Scalar(cursor[1])
        let digits: Int
        switch letter {
        case "x": digits = 2
        case "u": digits = 4
        case "U": digits = 8
        default:
            guard let character = Self.escaped(letter) else {
                throw malformed("a text in quotes holds an escape that YAML does not know", at: start)
            }
            cursor.skip(2)
            return character
        }
        cursor.skip(2)
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = Self.hex(cursor[0]) else {
                throw malformed("an escape in a text has not \(digits) hexadecimal digits", at: start)
            }
            value = value << 4 | digit
            cursor.skip(1)
        }
        guard let character = Unicode.Scalar(value) else {
            throw malformed("an escape in a text is no character of Unicode", at: start)
        }
        return character
    }

    private static func escaped(_ letter: Unicode.Scalar) -> Unicode.Scalar? {
        switch letter {
        case "0": "\0"
        case "a": "\u{07}"
        case "b": "\u{08}"
        case "t", "\t": "\t"
        case "n": "\n"
        case "v": "\u{0b}"
        case "f": "\u{0c}"
        case "r": "\r"
        case "e": "\u{1b}"
        case " ", "\"", "/", "\\": letter
        case "N": "\u{85}"
        case "_": "\u{a0}"
        case "L": "\u{2028}"
        case "P": "\u{2029}"
        default: nil
        }
    }
}
