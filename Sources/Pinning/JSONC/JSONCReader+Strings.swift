// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension JSONCReader {
    /// Reads a text between quotes.
    mutating func string() throws(PinningError) -> SpelledText {
        position += 1
        var text = SpelledText(at: position)
        var start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                text.append(start..<position, of: bytes)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                text.append(start..<position, of: bytes)
                let escape = position
                let scalar = try self.escape()
                text.append(String(scalar).utf8, for: escape..<position)
                start = position
            case ..<0x20 where byte != 0x09: throw malformed("a string ends with the line")
            default: position += 1
            }
        }
        throw malformed("a string has no closing quote")
    }

    private mutating func escape() throws(PinningError) -> Unicode.Scalar {
        position += 1
        let kind = next
        position += 1
        switch kind {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw malformed("a backslash stands before something that is no escape")
        }
    }

    private mutating func unicodeEscape() throws(PinningError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if (0xd800..<0xdc00).contains(first), bytes[position...].starts(with: "\\u".utf8) {
            let rewind = position
            position += 2
            let second = try hexadecimal()
            if (0xdc00..<0xe000).contains(second) {
                return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)) ?? "\u{fffd}"
            }
            position = rewind
        }
        return Unicode.Scalar(first) ?? "\u{fffd}"
    }

    private mutating func hexadecimal() throws(PinningError) -> UInt32 {
        guard position + 4 <= bytes.count,
            bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw malformed("\\u needs four hexadecimal digits") }
        position += 4
        return value
    }
}
