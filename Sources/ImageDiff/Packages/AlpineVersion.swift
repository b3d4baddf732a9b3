// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A version of an Alpine package: `1.2.3b_rc4~5f2a-r6`, with the order that apk gives it.
///
/// Numbers may have any length. A text that does not follow the grammar is no version.
/// See the manual page apk-package(5).
public struct AlpineVersion: Sendable {
    /// A part of a version.
    ///
    /// Where two versions differ in the kind of a part, the kind that comes later here is older,
    /// except that what precedes a release, such as `_rc`, is older than anything.
    private enum Part {
        case firstNumber(ArraySlice<UInt8>)
        case number(ArraySlice<UInt8>)
        case letter(UInt8)
        case suffix(Int)
        case suffixNumber(ArraySlice<UInt8>)
        case commit(ArraySlice<UInt8>)
        case revision(ArraySlice<UInt8>)
        case end
    }

    private let parts: [Part]

    /// Creates a version from its text, or nil if it is none.
    public init?(_ text: some StringProtocol) {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let parts = scanner.parts() else { return nil }
        self.parts = parts
    }

    /// How this version stands to another.
    public func order(to other: AlpineVersion) -> VersionOrder {
        for (left, right) in zip(parts, other.parts) {
            let order = Self.order(left, right)
            if order != .same { return order }
        }
        return .same
    }

    private static func order(_ left: Part, _ right: Part) -> VersionOrder {
        switch (left, right) {
        case (.firstNumber(let first), .firstNumber(let second)),
            (.suffixNumber(let first), .suffixNumber(let second)), (.revision(let first), .revision(let second)):
            return VersionOrder(number: first, second)
        case (.number(let first), .number(let second)):
            // A leading zero makes a number a fraction.
            let zero = UInt8(ascii: "0")
            return first.first == zero || second.first == zero
                ? VersionOrder(text: first, second) : VersionOrder(number: first, second)
        case (.letter(let first), .letter(let second)): return VersionOrder(first, second)
        case (.suffix(let first), .suffix(let second)): return VersionOrder(first, second)
        case (.commit(let first), .commit(let second)): return VersionOrder(text: first, second)
        case (.end, .end): return .same
        case (.suffix(let first), _) where first < firstLaterSuffix: return .older
        case (_, .suffix(let second)) where second < firstLaterSuffix: return .newer
        default: return VersionOrder(rank(right), rank(left))
        }
    }

    private static func rank(_ part: Part) -> Int {
        switch part {
        case .firstNumber: 0
        case .number: 1
        case .letter: 2
        case .suffix: 3
        case .suffixNumber: 4
        case .commit: 5
        case .revision: 6
        case .end: 7
        }
    }

    private static let suffixes = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"]
    /// The suffixes before this one precede a release, the others follow it.
    private static let firstLaterSuffix = 4

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func parts() -> [Part]? {
            guard let first = number() else { return nil }
            var parts: [Part] = [.firstNumber(first)]
            while take(".") {
                guard let next = number() else { return nil }
                parts.append(.number(next))
            }
            if let letter = rest.first, (0x61...0x7a).contains(letter) {
                rest.removeFirst()
                parts.append(.letter(letter))
            }
            while take("_") {
                guard let suffix = suffix() else { return nil }
                parts.append(.suffix(suffix))
                if let digits = number() { parts.append(.suffixNumber(digits)) }
            }
            if take("~") {
                let hash = rest.prefix { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
                guard !hash.isEmpty else { return nil }
                rest = rest[hash.endIndex...]
                parts.append(.commit(hash))
            }
            if take("-") {
                guard take("r"), let digits = number() else { return nil }
                parts.append(.revision(digits))
            }
            return rest.isEmpty ? parts + [.end] : nil
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func number() -> ArraySlice<UInt8>? {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest[digits.endIndex...]
            return digits.isEmpty ? nil : digits
        }

        private mutating func suffix() -> Int? {
            let letters = rest.prefix { (0x61...0x7a).contains($0) }
            rest = rest[letters.endIndex...]
            return suffixes.firstIndex { letters.elementsEqual($0.utf8) }
        }
    }
}
