// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Text as YAML takes it.
enum YAMLText {
    /// A string in double quotes, which mean one thing in every version of YAML.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A block of lines that keeps its line ends, below `key`.
    static func block(_ key: String, _ text: String, indent: Int) -> String {
        let blanks = String(repeating: " ", count: indent)
        let lines = text.split(separator: "\n").map { "\(blanks)  \($0)\n" }
        return "\(blanks)\(key): |\n" + lines.joined()
    }
}
