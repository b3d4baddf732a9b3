// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Text that was put together from bytes of a file, with the place that each byte came from.
///
/// Quotes, escapes and variables are gone from it; where the bytes came from tells what may be edited.
struct TracedText: Hashable, Sendable {
    /// The text, as UTF-8.
    private(set) var bytes: [UInt8] = []
    /// For each byte of the text, the byte of the file that spells it.
    private(set) var origins: [Int] = []

    init() {}

    /// Creates the text that a range of a file spells.
    init(_ range: Range<Int>, of file: [UInt8]) {
        self.bytes = Array(file[range])
        self.origins = Array(range)
    }

    var isEmpty: Bool { bytes.isEmpty }

    var count: Int { bytes.count }

    /// The text, with marks in place of bytes that are no UTF-8.
    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ byte: UInt8, from origin: Int) {
        if bytes.isEmpty {
            bytes.reserveCapacity(24)
            origins.reserveCapacity(24)
        }
        bytes.append(byte)
        origins.append(origin)
    }

    mutating func append(_ other: TracedText) {
        bytes += other.bytes
        origins += other.origins
    }

    /// Takes away what was appended since there were fewer bytes.
    mutating func truncate(to count: Int) {
        bytes.removeLast(bytes.count - count)
        origins.removeLast(origins.count - count)
    }

    subscript(range: Range<Int>) -> TracedText {
        var part = TracedText()
        part.bytes = Array(bytes[range])
        part.origins = Array(origins[range])
        return part
    }

    /// The bytes of the file that spell the text one after the other; nil when something stands between them.
    var span: Range<Int>? {
        guard let first = origins.first else { return nil }
        for (index, origin) in origins.enumerated() where origin != first + index { return nil }
        return first..<first + origins.count
    }

    /// The bytes of the file from the first to the last that spell the text; for text of one place in the file.
    var extent: Range<Int> {
        guard let first = origins.first, let last = origins.last, first <= last else { return 0..<0 }
        return first..<last + 1
    }

    /// Tells whether the text is to be filled in by another program before anybody reads it: `{{ … }}`, `<% … %>`.
    var isTemplate: Bool {
        bytes.indices.dropLast().contains { index in
            bytes[index] == UInt8(ascii: "{") && bytes[index + 1] == UInt8(ascii: "{")
                || bytes[index] == UInt8(ascii: "<") && bytes[index + 1] == UInt8(ascii: "%")
        }
    }
}

extension UInt8 {
    /// Tells whether the byte is white space in a line, or ends one.
    var isBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) }

    /// Tells whether the byte may stand in the name of a variable.
    var isNameByte: Bool { self == UInt8(ascii: "_") || isDecimalDigit || (0x61...0x7a).contains(self | 0x20) }

    /// Tells whether the byte is one of `0` to `9`.
    var isDecimalDigit: Bool { (0x30...0x39).contains(self) }
}
