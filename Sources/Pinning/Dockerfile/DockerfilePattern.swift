// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A pattern of what is cut from a variable or replaced in it, as BuildKit reads it: `${V%.*}`, `${V/-*/}`.
///
/// `?` is one character, `*` any number of them, and there are no brackets. Cost: linear in pattern times text, and once
/// more for each replacement.
struct DockerfilePattern {
    /// The longest pattern that is looked for; what people write is far shorter.
    static let maximumCount = 128

    private enum Element: Hashable {
        case byte(UInt8)
        case anyByte
        case anyBytes
    }

    private var elements: [Element] = []

    /// Reads a pattern.
    ///
    /// - Returns: The pattern; nil for what BuildKit refuses, what is too long, and what is not ASCII.
    init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.maximumCount, bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): elements.append(.anyBytes)
            case UInt8(ascii: "?"): elements.append(.anyByte)
            case UInt8(ascii: "\\"):
                // What would end the pattern loses the sign before it; else only what has a meaning may have one.
                guard let escaped = rest.popFirst(), "}/*?\\".utf8.contains(escaped) else { return nil }
                elements.append(.byte(escaped))
            default: elements.append(.byte(byte))
            }
        }
    }

    /// How many bytes at the start of a text the pattern matches, as few or as many as it can; nil when none.
    func prefix(of text: [UInt8], longest: Bool) -> Int? { Self.prefix(elements[...], of: text[...], longest: longest) }

    /// How many bytes at the end of a text the pattern matches, as few or as many as it can; nil when none.
    func suffix(of text: [UInt8], longest: Bool) -> Int? {
        Self.prefix(elements.reversed()[...], of: Array(text.reversed())[...], longest: longest)
    }

    /// The parts of a text that the pattern matches, as long as they can be, each to be replaced.
    func matches(in text: [UInt8], all: Bool) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        var end = 0
        while position <= text.count, let match = firstMatch(in: text[position...]) {
            // Nothing, right behind a match, is no match of its own.
            if match.upperBound > end || match.lowerBound == 0 { found.append(match) }
            if !all { break }
            end = match.upperBound
            position = max(position + 1, end)
        }
        return found
    }

    private func firstMatch(in text: ArraySlice<UInt8>) -> Range<Int>? {
        let head = elements.prefix { $0 != .anyBytes }
        guard head.count <= text.count else { return nil }
        for start in text.startIndex...text.endIndex - head.count where Self.matches(head, at: start, of: text) {
            // When the rest does not fit behind the first place for the head, it does not behind later ones.
            return Self.prefix(elements[...], of: text[start...], longest: true).map { start..<start + $0 }
        }
        return nil
    }

    /// The length of what a pattern matches at the start of a text.
    private static func prefix(_ pattern: ArraySlice<Element>, of text: ArraySlice<UInt8>, longest: Bool) -> Int? {
        var parts = pattern.split(separator: .anyBytes, omittingEmptySubsequences: false)
        let head = parts.removeFirst()
        guard matches(head, at: text.startIndex, of: text) else { return nil }
        var position = text.startIndex + head.count
        let tail = parts.popLast()
        for part in parts {
            guard let place = place(of: part, in: text[position...], last: false) else { return nil }
            position = place + part.count
        }
        if let tail {
            guard let place = place(of: tail, in: text[position...], last: longest) else { return nil }
            position = place + tail.count
        }
        return position - text.startIndex
    }

    private static func place(of part: ArraySlice<Element>, in text: ArraySlice<UInt8>, last: Bool) -> Int? {
        guard part.count <= text.count else { return nil }
        let places = text.startIndex...text.endIndex - part.count
        return last
            ? places.last { matches(part, at: $0, of: text) }
            : places.first { matches(part, at: $0, of: text) }
    }

    /// Tells whether elements of one byte each match at a place.
    private static func matches(_ part: ArraySlice<Element>, at start: Int, of text: ArraySlice<UInt8>) -> Bool {
        guard part.count <= text.endIndex - start else { return false }
        return zip(part, text[start...]).allSatisfy { $0 == .anyByte || $0 == .byte($1) }
    }
}
