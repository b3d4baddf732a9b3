// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension LogicalLine {
    /// The words in a part of the line, where white space between quotes or behind an escape ends none.
    func quotedWords(in range: Range<Int>, escape: UInt8) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        var quote: UInt8?
        var isEscaped = false
        for position in range {
            let byte = bytes[position]
            if start == nil, byte.isBlank { continue }
            if isEscaped {
                isEscaped = false
            } else if byte == escape, quote != UInt8(ascii: "'") {
                isEscaped = true
            } else if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if quote == nil, byte.isBlank {
                if let begun = start { words.append(begun..<position) }
                start = nil
                continue
            }
            if start == nil { start = position }
        }
        if let begun = start { words.append(begun..<range.upperBound) }
        return words
    }
}

extension TracedText {
    /// The text without quotes and escapes; variables stay as they are.
    func unquoted(escape: UInt8) -> String {
        var plain: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for byte in bytes {
            switch byte {
            case _ where isEscaped:
                isEscaped = false
                plain.append(byte)
            case escape where quote != UInt8(ascii: "'"): isEscaped = true
            case quote: quote = nil
            case UInt8(ascii: "'") where quote == nil, UInt8(ascii: "\"") where quote == nil: quote = byte
            default: plain.append(byte)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// The bytes of the file that a digest may be appended to though variables stand in them: no quotes or escapes but a
    /// pair of quotes around the whole.
    func interpolatedSpan(escape: UInt8) -> Range<Int>? {
        guard var span else { return nil }
        var inner = bytes[...]
        if let first = inner.first, inner.count > 1, inner.last == first, first == UInt8(ascii: "\"") {
            inner = inner.dropFirst().dropLast()
            span = span.lowerBound + 1..<span.upperBound - 1
        }
        let isPlain = inner.allSatisfy { $0 != escape && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
        return isPlain ? span : nil
    }
}
