// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Writes JSON with the members of an object in the order they are given.
///
///     var json = JSONWriter()
///     json.object { json in
///         json.member("schema", "holdfast.holds/1")
///         json.member("holds", holds) { json, hold in … }
///     }
///     send(json.bytes)
public struct JSONWriter: Sendable {
    /// The document so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Creates a writer with an empty document.
    public init() {}

    /// Writes an object whose members `body` writes.
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes an array whose elements `body` writes.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes a string, or null for nil.
    public mutating func value(_ text: String?) {
        separate()
        if let text { appendQuoted(text) } else { bytes.append(contentsOf: "null".utf8) }
        needsComma = true
    }

    /// Writes a whole number, or null for nil.
    public mutating func value(_ number: Int64?) {
        separate()
        bytes.append(contentsOf: (number.map { String($0) } ?? "null").utf8)
        needsComma = true
    }

    /// Writes true or false.
    public mutating func value(_ flag: Bool) {
        separate()
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        needsComma = true
    }

    /// Writes a member that is text, or null for nil.
    public mutating func member(_ key: String, _ text: String?) {
        self.key(key)
        value(text)
    }

    /// Writes a member that is a whole number, or null for nil.
    public mutating func member(_ key: String, _ number: Int64?) {
        self.key(key)
        value(number)
    }

    /// Writes a member that is true or false.
    public mutating func member(_ key: String, _ flag: Bool) {
        self.key(key)
        value(flag)
    }

    /// Writes a member that is an object whose members `body` writes.
    public mutating func member(_ key: String, object body: (inout JSONWriter) throws -> Void) rethrows {
        self.key(key)
        try object(body)
    }

    /// Writes a member that is a list, one object for each element.
    public mutating func member<Elements: Sequence>(
        _ key: String,
        _ elements: Elements,
        _ body: (inout JSONWriter, Elements.Element) throws -> Void
    ) rethrows {
        self.key(key)
        try array { json in
            for element in elements { try json.object { try body(&$0, element) } }
        }
    }

    /// Writes a member that is a list of texts.
    public mutating func member(_ key: String, texts: some Sequence<String>) {
        self.key(key)
        array { json in
            for text in texts { json.value(text) }
        }
    }

    /// Writes a member that is a value that was read.
    public mutating func member(_ key: String, value: JSONValue) {
        self.key(key)
        write(value)
    }

    /// Writes a number as its text.
    mutating func number(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func key(_ key: String) {
        separate()
        appendQuoted(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let needsEscape = text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        if !needsEscape {
            bytes.append(contentsOf: text.utf8)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0a: bytes.append(contentsOf: "\\n".utf8)
            case ..<0x20: bytes.append(contentsOf: "\\u00\(Hexadecimal.encode([byte]))".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
