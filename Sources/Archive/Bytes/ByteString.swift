// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Bytes that are a name: a path, a link's target, the key of an extended attribute.
///
/// File names are bytes, not text: two names that Unicode takes for one are two files. Equality and order go by bytes.
public struct ByteString: Hashable, Sendable {
    /// The bytes.
    public let bytes: [UInt8]

    /// Creates a name from bytes.
    public init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Feeds all the bytes at once, which is much faster than one after another.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// Tells whether there are no bytes.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Tells whether the bytes are valid UTF-8.
    public var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// The name as text: bytes that are not UTF-8 become `\xHH`, with upper-case digits.
    ///
    /// Other characters stay as they are; what shows them on a terminal makes them harmless.
    public var escaped: String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var result = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = Self.sequenceLength(first)
            if length > 0, rest.count >= length, let text = String(validating: rest.prefix(length), as: UTF8.self) {
                result += text
                rest = rest.dropFirst(length)
            } else {
                result += "\\x" + (first < 16 ? "0" : "") + String(first, radix: 16, uppercase: true)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func sequenceLength(_ lead: UInt8) -> Int {
        switch lead {
        case 0..<0x80: 1
        case 0xc2...0xdf: 2
        case 0xe0...0xef: 3
        case 0xf0...0xf4: 4
        default: 0
        }
    }
}

extension ByteString: Comparable {
    /// Orders names by their bytes, as unsigned numbers.
    public static func < (left: ByteString, right: ByteString) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension ByteString: ExpressibleByStringLiteral {
    /// Creates a name from the UTF-8 of a text in the source.
    public init(stringLiteral text: String) {
        self.init(text.utf8)
    }
}

extension ByteString: CustomStringConvertible {
    /// The name as text, with bytes that are not UTF-8 escaped.
    public var description: String { escaped }
}
