// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Reads HCL, the language of bake files, as far as values are concerned: what operators and functions do is not known.
///
/// One pass over the bytes; depth and number of values are bounded.
struct HCLReader {
    static let maximumDepth = 64
    static let maximumNodes = 200_000

    let bytes: [UInt8]
    var position: Int
    /// The byte behind the last that may be read: the end of the file or of a heredoc.
    var end: Int
    var depth = 0
    /// Whether line feeds are white space, as between parentheses.
    var ignoresLineFeeds = false
    /// Everything that was read, in the order of the bytes.
    private(set) var elements: [StructureElement] = []

    private init(_ bytes: [UInt8], from start: Int) {
        self.bytes = bytes
        self.position = start
        self.end = bytes.count
    }

    /// Reads a file.
    ///
    /// - Throws: ``PinningError`` when the text is no HCL or exceeds the bounds.
    static func read(_ text: SourceText) throws(PinningError) -> (body: HCLBody, elements: [StructureElement]) {
        try text.requireText()
        var reader = HCLReader(text.bytes, from: text.start)
        let body = try reader.body()
        guard reader.position == reader.end else { throw reader.malformed("a brace is closed that was not opened") }
        return (body, reader.elements)
    }

    /// Reads a text that holds nothing but literal text and interpolations.
    static func template(_ text: [UInt8]) throws(PinningError) -> HCLTemplate {
        var reader = HCLReader(text, from: 0)
        return try reader.template(.unquoted)
    }
}

// MARK: Bodies

extension HCLReader {
    /// Reads attributes and blocks up to a closing brace or the end.
    private mutating func body() throws(PinningError) -> HCLBody {
        try enter()
        defer { depth -= 1 }
        var body = HCLBody()
        while true {
            try skipLines()
            guard let byte = next, byte != UInt8(ascii: "}") else { return body }
            guard let name = identifier() else { throw malformed("the name of an attribute or block is missing") }
            try skipSpace()
            if next == UInt8(ascii: "="), peek(1) != UInt8(ascii: "=") {
                take(1)
                let value = try expression()
                body.attributes.append(HCLAttribute(name: name, value: value))
            } else {
                body.blocks.append(try block(name))
            }
            try skipSpace()
            guard next == nil || next == UInt8(ascii: "}") || next == 0x0a else {
                throw malformed("a value is followed by something else in its line")
            }
        }
    }

    private mutating func block(_ type: String) throws(PinningError) -> HCLBlock {
        var labels: [String] = []
        while true {
            try skipSpace()
            if next == UInt8(ascii: "\"") {
                labels.append(try template(.quoted).literal?.value ?? "")
            } else if let name = identifier() {
                labels.append(name)
            } else {
                break
            }
        }
        guard next == UInt8(ascii: "{") else { throw malformed("a brace or an equals sign is missing") }
        take(1)
        let body = try body()
        guard next == UInt8(ascii: "}") else { throw malformed("a block has no closing brace") }
        take(1)
        return HCLBlock(type: type, labels: labels, body: body)
    }
}

// MARK: Bytes

extension HCLReader {
    var next: UInt8? { position < end ? bytes[position] : nil }

    func peek(_ distance: Int) -> UInt8? { position + distance < end ? bytes[position + distance] : nil }

    func starts(with text: StaticString) -> Bool {
        guard end - position >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] { return false }
        return true
    }

    func malformed(_ message: String) -> PinningError {
        PinningError(.malformed, "not HCL: \(message)", offset: position)
    }

    /// Counts one more level of nesting; the caller leaves it.
    mutating func enter() throws(PinningError) {
        depth += 1
        guard depth <= Self.maximumDepth, elements.count <= Self.maximumNodes else {
            throw PinningError(.tooLarge, "the HCL holds too many or too deeply nested values", offset: position)
        }
    }

    /// Takes some bytes as a piece of the structure.
    mutating func take(_ count: Int, as kind: String = "sign") {
        let span = position..<position + count
        note(kind, String(decoding: bytes[span], as: UTF8.self), span)
        position = span.upperBound
    }

    mutating func note(_ kind: String, _ value: String, _ span: Range<Int>) {
        elements.append(StructureElement(kind: kind, value: value, span: span))
    }

    mutating func identifier() -> String? {
        var index = position
        while index < end, Self.isWord(bytes[index]), index > position || !Self.isDigit(bytes[index]) { index += 1 }
        guard index > position, bytes[position] != UInt8(ascii: "-") else { return nil }
        let name = String(decoding: bytes[position..<index], as: UTF8.self)
        take(index - position, as: "name")
        return name
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || byte >= 0x80
    }

    /// Skips line feeds too.
    mutating func skipLines() throws(PinningError) {
        let before = ignoresLineFeeds
        ignoresLineFeeds = true
        defer { ignoresLineFeeds = before }
        try skipSpace()
    }

    /// Skips spaces and comments, and line feeds where they mean nothing.
    mutating func skipSpace() throws(PinningError) {
        while let byte = next {
            switch byte {
            case 0x20, 0x09, 0x0d: position += 1
            case 0x0a where ignoresLineFeeds: position += 1
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): try skipBlockComment()
            default: return
            }
        }
    }

    private mutating func skipLine() {
        while let byte = next, byte != 0x0a { position += 1 }
    }

    private mutating func skipBlockComment() throws(PinningError) {
        var index = position + 2
        while index + 1 < end {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
                position = index + 2
                return
            }
            index += 1
        }
        throw malformed("a comment has no end")
    }
}
