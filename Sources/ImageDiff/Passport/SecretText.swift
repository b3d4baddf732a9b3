// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text that people read, such as an instruction of a build, without the secrets in it.
///
/// A secret is the value of `NAME=value` or of an option, if it is named like one, and what has the form of a key. It is
/// replaced by `(hidden)`; of a private key nothing is shown from its beginning on.
struct SecretText {
    /// What stands in the place of a secret.
    static let mark = "(hidden)"

    /// The text without its secrets.
    private(set) var shown = ""
    /// What was found first, to be told without the secret itself.
    private(set) var finding: String?
    /// The name of an option or variable whose value is still to come.
    private(set) var pending: String?

    private var rest: ArraySlice<Unicode.Scalar>

    /// Looks for secrets in a text.
    init(_ text: String) {
        self.rest = Array(text.unicodeScalars)[...]
        if let kind = SecretPattern.kind(of: text) { finding = "what looks like a secret (\(kind))" }
        var opening: Unicode.Scalar?
        while let next = rest.first {
            if Self.separators.contains(next) {
                rest.removeFirst()
                separate(next)
                opening = next
            } else {
                add(word: take { !Self.separators.contains($0) })
                // The quote that ends a name must not be taken for the one that begins its value.
                if let quote = opening, Self.quotes.contains(quote), rest.first == quote {
                    rest.removeFirst()
                    shown.unicodeScalars.append(quote)
                }
                opening = nil
            }
        }
        // What is left has a form that reaches over several words, such as a private key.
        if let start = Self.privateKey(in: shown) { shown = String(shown[..<start]) + Self.mark }
        if SecretPattern.kind(of: shown) != nil { shown = Self.mark }
    }

    private static let quotes = Set("\"'".unicodeScalars)
    /// What a value without quotes ends at.
    private static let valueEnds = Set(" \t\r\n;&|\"'".unicodeScalars)
    private static let separators = valueEnds.union("\\,[]".unicodeScalars)
    /// What a command ends with, so that what follows is no value of its last option.
    private static let commandEnds = Set("\r\n;&|".unicodeScalars)

    private mutating func take(while isWanted: (Unicode.Scalar) -> Bool) -> String {
        let taken = rest.prefix(while: isWanted)
        rest = rest.dropFirst(taken.count)
        return String(String.UnicodeScalarView(taken))
    }

    private mutating func separate(_ separator: Unicode.Scalar) {
        shown.unicodeScalars.append(separator)
        if Self.commandEnds.contains(separator) { pending = nil }
        guard let name = pending, Self.quotes.contains(separator), rest.first != "-" else { return }
        // A value in quotes may hold anything but its quote.
        pending = nil
        add(value: take { $0 != separator }, of: name)
        if let quote = rest.popFirst() { shown.unicodeScalars.append(quote) }
    }

    private mutating func add(word: String) {
        let option = pending
        pending = nil
        if let option, !word.hasPrefix("-") { return add(value: word, of: option) }
        guard let equals = word.firstIndex(of: "=") else {
            if word.hasPrefix("-"), SecretPattern.isSecretName(word), Self.isName(word) { pending = word }
            return show(word)
        }
        let name = String(word[..<equals].drop { $0 == "-" })
        let value = String(word[word.index(after: equals)...])
        shown += word[...equals]
        guard Self.isName(name) else { return show(value) }
        let isQuoted = rest.first.map { Self.quotes.contains($0) || $0 == "\\" } ?? false
        if value.isEmpty, isQuoted, SecretPattern.isSecretName(name) { pending = name }
        add(value: value, of: name)
    }

    private mutating func show(_ text: String) {
        shown += SecretPattern.kind(of: text) == nil ? text : Self.mark
    }

    private mutating func add(value: String, of name: String) {
        guard SecretPattern.isSecret(name: name, value: value) else {
            shown += value
            return
        }
        finding = finding ?? "the value of \(DisplayName.of(name.drop { $0 == "-" }))"
        shown += Self.mark
        // What separates words elsewhere may be a part of a secret.
        _ = take { !Self.valueEnds.contains($0) }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
    }

    private static func privateKey(in text: String) -> String.Index? {
        var start = text.startIndex
        while let range = text[start...].firstRange(of: "-----BEGIN ") {
            if text[range.upperBound...].prefix(32).contains("PRIVATE KEY") { return range.lowerBound }
            start = range.upperBound
        }
        return nil
    }
}
