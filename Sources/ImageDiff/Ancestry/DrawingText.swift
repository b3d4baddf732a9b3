// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Text of a drawing.
enum DrawingText {
    /// Text as the content of an element or of an attribute in double quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            // XML has no way to write the others below the blank.
            case "\u{0}"..<" ", "\u{fffe}", "\u{ffff}": result += "?"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Text with an ellipsis in its middle when it is too long: names differ at their ends.
    static func shortened(_ text: String, to length: Int) -> String {
        guard text.count > length else { return text }
        return "\(text.prefix(length / 2 - 1))…\(text.suffix(length - length / 2))"
    }
}
