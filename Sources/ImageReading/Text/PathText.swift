// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// Names of files made harmless for a terminal, so that two names never look the same.
///
/// Whoever makes an image chooses its names: one may end with a blank, hold a line break, or what looks like the arrow of
/// a link. All of these become visible escapes; nothing is dropped.
public enum PathText {
    /// The name in one line.
    public static func line(_ name: ByteString) -> String {
        let text = name.escaped
        guard text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f || $0 >= 0x80 }) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x0a: result += "\\n"
            case 0x0d: result += "\\r"
            case 0x09: result += "\\t"
            case 0x20 where isTelling(index, in: scalars): result += "\\x20"
            case 0..<0x20, 0x7f..<0xa0, 0xad, 0x034f, 0x061c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f,
                0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0x3164, 0xfe00...0xfe0f, 0xfeff, 0xffa0,
                0xfff0...0xfffb, 0xe0000...0xe0fff:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Tells whether a blank would be overlooked or taken for something else: at an end, beside another, or before an
    /// arrow.
    private static func isTelling(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        if index == 0 || index == scalars.count - 1 { return true }
        let next = scalars[index + 1]
        return scalars[index - 1] == " " || next == " " || scalars[index - 1] == "/" || next == "/"
            || next == "-" && index + 2 < scalars.count && scalars[index + 2] == ">"
    }
}
