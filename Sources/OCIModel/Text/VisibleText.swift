// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Foreign text made harmless for a terminal.
///
/// Reasons, names and messages come from other people; escape sequences or a reversed reading direction in them could
/// make a terminal or a page show something that is not so.
public enum VisibleText {
    /// One line: line breaks become blanks, other control and direction characters visible escapes.
    public static func line(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0a, 0x0d, 0x09, 0x2028, 0x2029:
                if result.last != " " { result.append(" ") }
            case 0..<0x20, 0x7f..<0xa0, 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        while result.last == " " { result.removeLast() }
        return result
    }
}
