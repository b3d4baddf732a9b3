// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// JSON text in the order it was put together.
struct JSONText: Equatable, ExpressibleByStringLiteral, Sendable {
    /// The document.
    let text: String

    /// No value.
    static let null = JSONText(text: "null")

    private init(text: String) {
        self.text = text
    }

    /// An object with its members in the given order.
    static func object(_ members: KeyValuePairs<String, JSONText>) -> JSONText {
        JSONText(text: "{\(members.map { "\(quoted($0.key)):\($0.value.text)" }.joined(separator: ","))}")
    }

    /// An array.
    static func array(_ elements: [JSONText]) -> JSONText {
        JSONText(text: "[\(elements.map(\.text).joined(separator: ","))]")
    }

    /// A text.
    static func string(_ text: String) -> JSONText { JSONText(text: quoted(text)) }

    /// A whole number.
    static func integer(_ number: Int64) -> JSONText { JSONText(text: "\(number)") }

    /// A truth value.
    static func bool(_ value: Bool) -> JSONText { JSONText(text: value ? "true" : "false") }

    /// A value that was read; members of objects are put in the order of their names.
    init(_ value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let number): .integer(number)
            case .number(let text): JSONText(text: text)
            case .string(let text): .string(text)
            case .array(let elements): .array(elements.map { JSONText($0) })
            case .object(let members):
                JSONText(
                    text: "{"
                        + members.sorted { $0.key < $1.key }
                        .map { "\(Self.quoted($0.key)):\(JSONText($0.value).text)" }
                        .joined(separator: ",") + "}"
                )
            }
    }

    /// A text written down in the source.
    init(stringLiteral text: String) {
        self = .string(text)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
