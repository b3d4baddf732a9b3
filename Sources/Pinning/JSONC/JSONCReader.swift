// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Reads JSON with comments and commas before closing brackets, as editors' settings and `devcontainer.json` are written.
///
/// One pass over the bytes; depth and number of values are bounded.
struct JSONCReader {
    private static let maximumDepth = 128
    private static let maximumNodes = 200_000

    let bytes: [UInt8]
    var position: Int
    private var depth = 0
    private var nodes = 0

    private init(_ text: SourceText) {
        self.bytes = text.bytes
        self.position = text.start
    }

    /// Reads a file that holds one value.
    static func read(_ text: SourceText) throws(PinningError) -> JSONCNode {
        try text.requireText()
        var reader = JSONCReader(text)
        let node = try reader.node()
        try reader.skipSpace()
        guard reader.position == reader.bytes.count else { throw reader.malformed("there is more behind the value") }
        return node
    }
}

extension JSONCReader {
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    func malformed(_ message: String) -> PinningError {
        PinningError(.malformed, "not JSON: \(message)", offset: min(position, bytes.count))
    }

    private mutating func take(_ byte: Character) -> Bool {
        guard let next, next == byte.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() throws(PinningError) {
        while let byte = next {
            switch byte {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(PinningError) {
        let kind = position + 1 < bytes.count ? bytes[position + 1] : 0
        if kind == UInt8(ascii: "/") {
            while let byte = next, byte != 0x0a { position += 1 }
            return
        }
        guard kind == UInt8(ascii: "*") else { throw malformed("a slash stands where a value should") }
        var index = position + 2
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
                position = index + 2
                return
            }
            index += 1
        }
        throw malformed("a comment has no end")
    }

    private mutating func node() throws(PinningError) -> JSONCNode {
        try skipSpace()
        nodes += 1
        guard nodes <= Self.maximumNodes, depth < Self.maximumDepth else {
            throw PinningError(.tooLarge, "the JSON holds too many or too deeply nested values", offset: position)
        }
        let start = position
        let content: JSONCNode.Content
        switch next {
        case UInt8(ascii: "\""): content = .text(try string())
        case UInt8(ascii: "["): content = .array(try array())
        case UInt8(ascii: "{"): content = .object(try object())
        default:
            while let byte = next, Self.isLiteral(byte) { position += 1 }
            guard position > start else { throw malformed("a value is missing") }
            content = .literal
        }
        return JSONCNode(content: content, span: start..<position)
    }

    private static func isLiteral(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
    }

    private mutating func array() throws(PinningError) -> [JSONCNode] {
        position += 1
        depth += 1
        defer { depth -= 1 }
        var elements: [JSONCNode] = []
        try skipSpace()
        while !take("]") {
            elements.append(try node())
            try separator(before: UInt8(ascii: "]"))
        }
        return elements
    }

    private mutating func object() throws(PinningError) -> [JSONCMember] {
        position += 1
        depth += 1
        defer { depth -= 1 }
        var members: [JSONCMember] = []
        try skipSpace()
        while !take("}") {
            guard next == UInt8(ascii: "\"") else { throw malformed("a key is missing") }
            let start = position
            let key = try string()
            let span = start..<position
            try skipSpace()
            guard take(":") else { throw malformed("a colon is missing behind a key") }
            members.append(JSONCMember(key: key, keySpan: span, value: try node()))
            try separator(before: UInt8(ascii: "}"))
        }
        return members
    }

    private mutating func separator(before end: UInt8) throws(PinningError) {
        try skipSpace()
        if take(",") {
            try skipSpace()
        } else if next != end {
            throw malformed("a comma is missing")
        }
    }
}
