// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Reads the assignments of a file of variables.
struct EnvironmentReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { index = 3 }
    }

    mutating func read() throws(PinningError) -> [EnvironmentFile.Assignment] {
        guard bytes.count <= SourceText.maximumSize else {
            throw PinningError(.tooLarge, "the file has more than \(SourceText.maximumSize) bytes")
        }
        var assignments: [EnvironmentFile.Assignment] = []
        while skipToStatement() {
            guard let name = try readName() else { continue }
            assignments.append(try readValue(of: name))
        }
        return assignments
    }

    /// Skips white space, empty lines and comments; false at the end.
    private mutating func skipToStatement() -> Bool {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "#"): index = lineEnd
            case let byte where byte == UInt8(ascii: "\n") || Self.isBlank(byte): index += 1
            default: return true
            }
        }
        return false
    }

    /// The bytes of a name that has a value; nil for one that has none.
    private mutating func readName() throws(PinningError) -> Range<Int>? {
        skipExport()
        let start = index
        var end = index
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: ":"):
                guard start < end else { throw malformed("a value without a name", at: start) }
                guard !bytes[start..<end].contains(UInt8(ascii: " ")) else {
                    throw malformed("a name with a space in it", at: start)
                }
                return start..<end
            case UInt8(ascii: "\n"): return nil
            case _ where Self.isBlank(byte): continue
            case _ where Self.isName(byte): end = index
            default: throw malformed("a character that no name may have", at: index - 1)
            }
        }
        return nil
    }

    private mutating func skipExport() {
        let word = "export".utf8
        guard bytes[index...].starts(with: word), index + word.count < bytes.count,
            Self.isBlank(bytes[index + word.count])
        else { return }
        index += word.count
        while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
    }

    private mutating func readValue(of name: Range<Int>) throws(PinningError) -> EnvironmentFile.Assignment {
        while index < bytes.count, Self.isBlank(bytes[index]) { index += 1 }
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
            let span = plainSpan
            index = lineEnd
            return assignment(name, span: span, content: Array(bytes[span]), contentSpan: span, quoting: .plain)
        }
        return try readQuoted(of: name)
    }

    /// The value from here to a comment or the end of the line, without white space at its end.
    private var plainSpan: Range<Int> {
        var end = lineEnd
        if let comment = (index..<end).dropFirst().first(where: {
            bytes[$0] == UInt8(ascii: "#") && bytes[$0 - 1] == UInt8(ascii: " ")
        }) {
            end = comment
        }
        while end > index, Self.isBlank(bytes[end - 1]) { end -= 1 }
        return index..<end
    }

    private mutating func readQuoted(of name: Range<Int>) throws(PinningError) -> EnvironmentFile.Assignment {
        let start = index
        let quote = bytes[start]
        var content: [UInt8] = []
        var isSpelled = true
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == quote {
                return assignment(
                    name,
                    span: start..<index,
                    content: content,
                    contentSpan: isSpelled ? start + 1..<index - 1 : nil,
                    quoting: quote == UInt8(ascii: "'") ? .single : .double
                )
            }
            guard byte == UInt8(ascii: "\\"), index < bytes.count else {
                content.append(byte)
                continue
            }
            let escaped = [byte, bytes[index]]
            let meant = Self.meaning(ofEscaped: bytes[index], in: quote) ?? escaped
            content += meant
            if meant != escaped { isSpelled = false }
            index += 1
        }
        throw malformed("a quote that is never closed", at: start)
    }

    /// What an escaped character stands for; nil where the backslash stays.
    private static func meaning(ofEscaped byte: UInt8, in quote: UInt8) -> [UInt8]? {
        if byte == quote { return [byte] }
        guard quote == UInt8(ascii: "\"") else { return nil }
        return switch byte {
        case UInt8(ascii: "$"): Array("$$".utf8)
        case UInt8(ascii: "\\"): [byte]
        case UInt8(ascii: "a"): [0x07]
        case UInt8(ascii: "b"): [0x08]
        case UInt8(ascii: "t"): [0x09]
        case UInt8(ascii: "n"): [0x0a]
        case UInt8(ascii: "v"): [0x0b]
        case UInt8(ascii: "f"): [0x0c]
        case UInt8(ascii: "r"): [0x0d]
        default: nil
        }
    }

    private var lineEnd: Int { bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count }

    private func assignment(
        _ name: Range<Int>,
        span: Range<Int>,
        content: [UInt8],
        contentSpan: Range<Int>?,
        quoting: EnvironmentFile.Quoting
    ) -> EnvironmentFile.Assignment {
        EnvironmentFile.Assignment(
            name: String(decoding: bytes[name], as: UTF8.self),
            nameSpan: name,
            span: span,
            content: content,
            contentSpan: contentSpan,
            quoting: quoting
        )
    }

    private func malformed(_ what: String, at offset: Int) -> PinningError {
        let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
        return PinningError(.malformed, "line \(line) has \(what)", offset: offset)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte != UInt8(ascii: "\n") && (0x09...0x0d).contains(byte)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...0xff: true
        case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        default: false
        }
    }
}
