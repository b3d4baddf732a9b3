// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A unit file of systemd as podman's generator reads it: sections of keys with values.
struct UnitFile {
    /// A key with its value.
    struct Entry {
        let section: String
        let key: String
        /// The value, with lines that a backslash continues put together, and without white space around it.
        let value: SpelledText
    }

    private(set) var entries: [Entry] = []
    /// Every section, key and value, in the order of the bytes.
    private(set) var elements: [StructureElement] = []
    private let bytes: [UInt8]
    private var section: String?

    /// Reads a unit file.
    ///
    /// - Throws: ``PinningError`` when a line is none of a section, a key with a value, or a comment.
    init(_ text: SourceText) throws(PinningError) {
        try text.requireText()
        self.bytes = text.bytes
        var position = text.start
        var line = SpelledText(at: position)
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            var content = Self.trimmed(position..<end, in: bytes)
            position = end + 1
            // A comment between lines that are continued is left out of them.
            if content.isEmpty || bytes[content.lowerBound] == UInt8(ascii: "#")
                || bytes[content.lowerBound] == UInt8(ascii: ";")
            {
                continue
            }
            let isContinued = bytes[content.upperBound - 1] == UInt8(ascii: "\\")
            if isContinued { content.removeLast() }
            if line.bytes.isEmpty { line = SpelledText(at: content.lowerBound) }
            line.append(content, of: bytes)
            guard !isContinued || position >= bytes.count else { continue }
            try add(line)
            line = SpelledText(at: position)
        }
        if !line.bytes.isEmpty { try add(line) }
    }

    /// The values of a key in a section, in order.
    func values(_ key: String, in section: String) -> [SpelledText] {
        entries.filter { $0.key == key && $0.section == section }.map(\.value)
    }

    private mutating func add(_ line: SpelledText) throws(PinningError) {
        let whole = line.bytes.indices
        if line.bytes.first == UInt8(ascii: "["), line.bytes.last == UInt8(ascii: "]") {
            let name = String(decoding: line.bytes.dropFirst().dropLast(), as: UTF8.self)
            section = name
            elements.append(StructureElement(kind: "section", value: name, span: line.span))
            return
        }
        guard let equals = line.bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
            throw malformed("a line is neither a section nor a key with a value", at: line)
        }
        guard let section else { throw malformed("a key stands before the first section", at: line) }
        let keyRange = line.trimmed(0..<equals)
        let key = String(decoding: line.bytes[keyRange], as: UTF8.self)
        let value = line.part(line.trimmed(equals + 1..<whole.upperBound), of: bytes)
        let keyEnd = min(line.span.lowerBound + keyRange.count, value.span.lowerBound)
        elements.append(StructureElement(kind: "key", value: key, span: line.span.lowerBound..<keyEnd))
        elements.append(StructureElement(kind: "value", value: value.value, span: value.span))
        entries.append(Entry(section: section, key: key, value: value))
    }

    private func malformed(_ message: String, at line: SpelledText) -> PinningError {
        PinningError(.malformed, "no unit file: \(message)", offset: line.span.lowerBound)
    }

    private static func trimmed(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, bytes[low] == 0x20 || (0x09...0x0d).contains(bytes[low]) { low += 1 }
        while low < high, bytes[high - 1] == 0x20 || (0x09...0x0d).contains(bytes[high - 1]) { high -= 1 }
        return low..<high
    }
}
