// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A piece of somebody's file, quoted for a message: short, and without characters that would act on a terminal.
struct Shown: CustomStringConvertible {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    var description: String {
        var result = "\""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < 60 else { return result + "…\"" }
            if scalar.properties.isPatternWhitespace && scalar != " " || Self.isUnprintable(scalar) {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
