// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension HCLReader {
    /// How a text is written.
    enum TemplateStyle {
        /// Between double quotes, with escapes.
        case quoted
        /// Up to the end, without escapes: a heredoc's body.
        case unquoted
        /// The same, with white space at the beginning of lines left out.
        case indented(Int)
    }

    /// Reads a text with its interpolations.
    mutating func template(_ style: TemplateStyle) throws(PinningError) -> HCLTemplate {
        var parts: [HCLTemplate.Part] = []
        if case .quoted = style { take(1) }
        let start = position
        while true {
            let text = try literal(style)
            if !text.bytes.isEmpty {
                note("text", text.value, text.span)
                parts.append(.text(text))
            }
            guard let byte = next else {
                if case .quoted = style { throw malformed("a text has no closing quote") }
                return HCLTemplate(parts: parts, span: start..<position)
            }
            if byte == UInt8(ascii: "\"") {
                let span = start..<position
                take(1)
                return HCLTemplate(parts: parts, span: span)
            }
            parts.append(try byte == UInt8(ascii: "$") ? interpolation() : directive())
        }
    }

    /// Reads literal text up to an interpolation, a directive, the closing quote or the end.
    private mutating func literal(_ style: TemplateStyle) throws(PinningError) -> SpelledText {
        var text = SpelledText(at: position)
        var start = position
        var isQuoted = false
        var indent = 0
        switch style {
        case .quoted: isQuoted = true
        case .unquoted: break
        case .indented(let count): indent = count
        }
        func flush(_ reader: HCLReader) { text.append(start..<reader.position, of: reader.bytes) }
        while position < end {
            if indent > 0, position == start, isAtLineStart {
                var left = indent
                while left > 0, let space = next, space == 0x20 || space == 0x09 {
                    position += 1
                    left -= 1
                }
                start = position
            }
            guard let byte = next else { break }
            switch byte {
            case UInt8(ascii: "\"") where isQuoted:
                flush(self)
                return text
            case 0x0a where isQuoted: throw malformed("a text ends with the line")
            case 0x0a where indent > 0:
                position += 1
                flush(self)
                start = position
            case UInt8(ascii: "\\") where isQuoted:
                flush(self)
                let escape = position
                text.append(String(try self.escape()).utf8, for: escape..<position)
                start = position
            case UInt8(ascii: "$"), UInt8(ascii: "%"):
                if peek(1) == byte, peek(2) == UInt8(ascii: "{") {
                    flush(self)
                    text.append([byte, UInt8(ascii: "{")], for: position..<position + 3)
                    position += 3
                    start = position
                } else if peek(1) == UInt8(ascii: "{") {
                    flush(self)
                    return text
                } else {
                    position += 1
                }
            default: position += 1
            }
        }
        flush(self)
        return text
    }

    private var isAtLineStart: Bool { position > 0 && bytes[position - 1] == 0x0a }

    private mutating func interpolation() throws(PinningError) -> HCLTemplate.Part {
        try enter()
        defer { depth -= 1 }
        let start = position
        take(2)
        var isTrimming = false
        if next == UInt8(ascii: "~") {
            take(1)
            isTrimming = true
        }
        var value = HCLExpression.opaque([])
        try withLineFeedsIgnored { (reader) throws(PinningError) in
            value = try reader.expression()
            try reader.skipSpace()
            if reader.next == UInt8(ascii: "~") {
                reader.take(1)
                isTrimming = true
            }
            try reader.close("}")
        }
        return .interpolation(isTrimming ? .opaque([value]) : value, start..<position)
    }

    private mutating func directive() throws(PinningError) -> HCLTemplate.Part {
        try enter()
        defer { depth -= 1 }
        let start = position
        take(2)
        if next == UInt8(ascii: "~") { take(1) }
        var parts: [HCLExpression] = []
        try withLineFeedsIgnored { (reader) throws(PinningError) in
            try reader.skipSpace()
            guard let keyword = reader.identifier() else { throw reader.malformed("a directive has no name") }
            if keyword == "for" {
                repeat {
                    if reader.next == UInt8(ascii: ",") { reader.take(1) }
                    try reader.skipSpace()
                    guard reader.identifier() != nil else { throw reader.malformed("a loop has no variable") }
                    try reader.skipSpace()
                } while reader.next == UInt8(ascii: ",")
                guard reader.starts(with: "in") else { throw reader.malformed("a loop has nothing to run over") }
                reader.take(2, as: "name")
                parts.append(try reader.expression())
            } else if keyword == "if" {
                parts.append(try reader.expression())
            }
            try reader.skipSpace()
            if reader.next == UInt8(ascii: "~") { reader.take(1) }
            try reader.close("}")
        }
        return .directive(.opaque(parts), start..<position)
    }

    private mutating func escape() throws(PinningError) -> Unicode.Scalar {
        let kind = peek(1)
        switch kind {
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let count = kind == UInt8(ascii: "u") ? 4 : 8
            guard position + 2 + count <= end,
                let value = UInt32(
                    String(decoding: bytes[position + 2..<position + 2 + count], as: UTF8.self),
                    radix: 16
                ),
                let scalar = Unicode.Scalar(value)
            else { throw malformed("an escape is no character") }
            position += 2 + count
            return scalar
        default:
            let scalars: [UInt8?: Unicode.Scalar] = [
                UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
                UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\",
            ]
            guard let scalar = scalars[kind] else {
                throw malformed("a backslash stands before something that is no escape")
            }
            position += 2
            return scalar
        }
    }
}

extension HCLTemplate {
    /// The text, when it has neither interpolations nor directives.
    var literal: SpelledText? {
        guard !parts.isEmpty else { return SpelledText(at: span.lowerBound) }
        guard parts.count == 1, case .text(let text) = parts[0] else { return nil }
        return text
    }
}
