// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A value as a chart's templates print it.
///
/// Helm reads values as YAML 1.1 before it prints them, so that `1.10` without quotes comes out as `1.1`.
enum ChartScalar: Hashable, Sendable {
    /// Nothing: an empty text or null.
    case empty
    /// The text as it is written.
    case text(String)
    /// A number, and how it is printed: not always as it is written.
    case number(String)
    /// Something whose print depends on the version of Helm, or is no name; and what it is.
    case uncertain(String)

    /// Reads a node; what is no scalar is empty.
    init(_ node: YAMLNode?) {
        guard let node = node?.resolved, let scalar = node.scalar, !scalar.value.isEmpty else {
            self = .empty
            return
        }
        guard scalar.style == .plain, node.tag == nil else {
            self = .text(scalar.value)
            return
        }
        self = Self.plain(scalar.value)
    }

    /// The text that comes out, where that is certain.
    var printed: String? {
        switch self {
        case .text(let text), .number(let text): text
        case .empty, .uncertain: nil
        }
    }

    private static let nulls: Set<String> = ["~", "null", "Null", "NULL"]
    private static let truths: Set<String> = [
        "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE",
        "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE",
    ]

    private static func plain(_ text: String) -> ChartScalar {
        if nulls.contains(text) { return .empty }
        if truths.contains(text) { return .uncertain("a truth value") }
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return .text(text) }
        let digits = text.filter { $0 != "_" }
        if let number = integer(digits) {
            // Larger ones are printed as 2.024e+07 when they went through a floating-point number on the way.
            guard number.magnitude < 1_000_000 else { return .uncertain("a number that Helm may print as 1e+06") }
            return .number(String(number))
        }
        guard isDecimal(digits) else {
            return [".inf", ".nan"].contains(digits.lowercased().suffix(4)) ? .uncertain("a number") : .text(text)
        }
        guard let number = Double(digits.hasPrefix(".") ? "0\(digits)" : digits),
            number == 0 || number.magnitude >= 1e-4,
            number.magnitude < 1_000_000
        else { return .uncertain("a number that Helm prints with an exponent") }
        return .number(number == number.rounded() ? String(Int(number)) : "\(number)")
    }

    /// An integer with the prefixes that YAML 1.1 knows: `0x`, `0b`, `0o`, and `0` for octal.
    private static func integer(_ text: String) -> Int? {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : Substring(text)
        guard let first = digits.utf8.first, (0x30...0x39).contains(first) else { return nil }
        let prefixes = [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8), ("0", 8)]
        let magnitude: Int?
        if let (prefix, radix) = prefixes.first(where: { digits.hasPrefix($0.0) && digits.utf8.count > $0.0.utf8.count }
        ) {
            let rest = digits.dropFirst(prefix.utf8.count)
            magnitude = rest.hasPrefix("+") || rest.hasPrefix("-") ? nil : Int(rest, radix: radix)
        } else {
            magnitude = digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) ?? .max : nil
        }
        return magnitude.map { isNegative ? -$0 : $0 }
    }

    /// Whether a text is `[-+]?([.][0-9]+|[0-9]+([.][0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func isDecimal(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func skipSign() { if let first = rest.first, first == 0x2b || first == 0x2d { rest = rest.dropFirst() } }
        func skipDigits() -> Int {
            let before = rest.count
            rest = rest.drop { (0x30...0x39).contains($0) }
            return before - rest.count
        }
        skipSign()
        let whole = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard skipDigits() > 0 || whole > 0 else { return false }
        } else if whole == 0 {
            return false
        }
        if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            skipSign()
            guard skipDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
