// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension DockerfileExpander {
    /// The most cuts in one word, each of which costs a look for a pattern.
    private static let maximumCuts = 16

    /// Reads the pattern of `${name%pattern}` and its like, and cuts what it matches from the end or the start.
    ///
    /// A sign that is doubled cuts as much as it can.
    func trimmed(
        _ name: String,
        _ sign: UInt8,
        _ reading: inout Reading,
        at origin: Int,
        depth: Int
    ) throws(SyntaxError) -> DockerfileValue {
        let word = try value(&reading, until: UInt8(ascii: "}"), depth: depth + 1, keepsEscapes: true)
        guard let set = try cuttable(name, &reading) else { return plain(name, at: origin) }
        let isLongest = word.text.bytes.first == sign
        let pattern = try pattern(Array(word.text.bytes.dropFirst(isLongest ? 1 : 0)), of: word, behind: name)
        let text = set.text
        let rest =
            sign == UInt8(ascii: "%")
            ? 0..<text.count - (pattern?.suffix(of: text.bytes, longest: isLongest) ?? 0)
            : (pattern?.prefix(of: text.bytes, longest: isLongest) ?? 0)..<text.count
        return set.replaced(by: text[rest], using: word)
    }

    /// Reads pattern and replacement of `${name/pattern/replacement}`, and replaces the first match.
    ///
    /// With two slashes before the pattern, all matches are replaced.
    func replaced(
        _ name: String,
        _ reading: inout Reading,
        at origin: Int,
        depth: Int
    ) throws(SyntaxError) -> DockerfileValue {
        let slash = UInt8(ascii: "/")
        let isAll = reading.next == slash
        if isAll { reading.position += 1 }
        let word = try value(&reading, until: slash, depth: depth + 1, keepsEscapes: true)
        let other = try value(&reading, until: UInt8(ascii: "}"), depth: depth + 1, keepsEscapes: true)
        guard let set = try cuttable(name, &reading) else { return plain(name, at: origin) }
        guard !isAll || !other.text.bytes.contains(UInt8(ascii: "$")) else {
            throw SyntaxError(reason: "what replaces a part of \(name) has a dollar sign in it")
        }
        let text = set.text
        var result = TracedText()
        var position = 0
        for match in try pattern(word.text.bytes, of: word, behind: name)?.matches(in: text.bytes, all: isAll) ?? [] {
            result.append(text[position..<match.lowerBound])
            result.append(other.text)
            position = match.upperBound
            if result.count > DockerfileValue.maximumCount { break }
        }
        result.append(text[position..<text.count])
        return set.replaced(by: result, using: word, other)
    }

    /// The value of a variable that is known and short enough to be looked through; nil when it is not known.
    private func cuttable(_ name: String, _ reading: inout Reading) throws(SyntaxError) -> DockerfileValue? {
        reading.cutCount += 1
        guard case .value(let value) = variables.binding(of: name), value.mystery == nil else { return nil }
        guard reading.cutCount <= Self.maximumCuts, value.text.count <= DockerfileValue.maximumCount,
            value.text.bytes.allSatisfy({ $0 < 0x80 })
        else { throw SyntaxError(reason: "a part of \(name) is cut away or replaced") }
        return value
    }

    /// The pattern that a word is; nil for one that is not known, which makes no difference any more.
    private func pattern(
        _ bytes: [UInt8],
        of word: DockerfileValue,
        behind name: String
    ) throws(SyntaxError) -> DockerfilePattern? {
        guard word.mystery == nil else { return nil }
        if let pattern = DockerfilePattern(bytes) { return pattern }
        throw SyntaxError(reason: "the pattern behind \(name) cannot be read")
    }
}
