// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Text of anybody made harmless for a page.
enum HTMLText {
    /// Appends text such that it is shown as it is, in an element or a quoted attribute.
    ///
    /// What has a meaning in HTML is escaped. Characters that nobody sees, or that turn the direction of reading, become
    /// visible; line breaks and tabs stay, and so do the joiners that emoji and some scripts need.
    static func append(_ text: some StringProtocol, to bytes: inout [UInt8]) {
        if text.utf8.allSatisfy({ isPlain[Int($0)] }) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: bytes.append(contentsOf: "&amp;".utf8)
            case 0x3c: bytes.append(contentsOf: "&lt;".utf8)
            case 0x3e: bytes.append(contentsOf: "&gt;".utf8)
            case 0x22: bytes.append(contentsOf: "&quot;".utf8)
            case 0x27: bytes.append(contentsOf: "&#39;".utf8)
            case 0x09, 0x0a: bytes.append(UInt8(scalar.value))
            case 0..<0x20, 0x7f..<0xa0, 0xad, 0x034f, 0x061c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f, 0x200b,
                0x200e...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0x3164, 0xfeff, 0xffa0, 0xfff0...0xfffb,
                0xfffe...0xffff, 0xe0000...0xe0fff:
                bytes.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    /// The bytes that mean nothing in HTML and are seen.
    private static let isPlain: [Bool] = (0..<256).map { byte in
        (0x20..<0x7f).contains(byte) && ![0x22, 0x26, 0x27, 0x3c, 0x3e].contains(byte)
    }
}
