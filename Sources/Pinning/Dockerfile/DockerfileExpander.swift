// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Replaces the variables of a word and takes its quotes and escapes away, as BuildKit does for `FROM` and `ARG`.
struct DockerfileExpander {
    /// How deep variables may stand in the defaults of others.
    private static let maximumDepth = 16

    let variables: DockerfileVariables
    let escape: UInt8

    /// What a word comes to.
    func value(of word: TracedText) -> DockerfileValue {
        var reading = Reading(word: word, position: 0)
        do throws(SyntaxError) {
            return try value(&reading, until: nil, depth: 0)
        } catch {
            return DockerfileValue(unknown: error.reason, at: word.origins.first ?? 0)
        }
    }
}

extension DockerfileExpander {
    /// Reads up to a byte, which is taken.
    func value(
        _ reading: inout Reading,
        until stop: UInt8?,
        depth: Int,
        keepsEscapes: Bool = false
    ) throws(SyntaxError) -> DockerfileValue {
        guard depth < Self.maximumDepth else { throw SyntaxError(reason: "variables stand too deep in each other") }
        let keptEscapes = reading.keepsEscapes
        reading.keepsEscapes = keepsEscapes
        defer { reading.keepsEscapes = keptEscapes }
        var value = DockerfileValue()
        while let next = reading.next {
            switch next {
            case stop:
                reading.position += 1
                return value
            case UInt8(ascii: "'"):
                try readSingleQuoted(&reading, into: &value)
            case UInt8(ascii: "\""):
                try readDoubleQuoted(&reading, into: &value, depth: depth)
            case UInt8(ascii: "$"):
                value.append(try variable(&reading, depth: depth))
            case escape:
                let (sign, place) = reading.take()
                if keepsEscapes { value.append(sign, from: place) }
                guard reading.next != nil else { continue }
                let (byte, origin) = reading.take()
                value.append(byte, from: origin)
            default:
                let (byte, origin) = reading.take()
                value.append(byte, from: origin)
            }
        }
        guard stop == nil else { throw SyntaxError(reason: "a variable is not closed") }
        return value
    }

    private func readSingleQuoted(_ reading: inout Reading, into value: inout DockerfileValue) throws(SyntaxError) {
        reading.position += 1
        while reading.next != nil {
            let (byte, origin) = reading.take()
            if byte == UInt8(ascii: "'") { return }
            value.append(byte, from: origin)
        }
        throw SyntaxError(reason: "a quote is not closed")
    }

    private func readDoubleQuoted(
        _ reading: inout Reading,
        into value: inout DockerfileValue,
        depth: Int
    ) throws(SyntaxError) {
        reading.position += 1
        while let next = reading.next {
            switch next {
            case UInt8(ascii: "\""):
                reading.position += 1
                return
            case UInt8(ascii: "$"):
                value.append(try variable(&reading, depth: depth))
            case escape:
                let (byte, origin) = reading.take()
                if reading.keepsEscapes { value.append(byte, from: origin) }
                guard let escaped = reading.next else { continue }
                if escaped != UInt8(ascii: "\""), escaped != UInt8(ascii: "$"), escaped != escape {
                    value.append(byte, from: origin)
                } else {
                    let (byte, origin) = reading.take()
                    value.append(byte, from: origin)
                }
            default:
                let (byte, origin) = reading.take()
                value.append(byte, from: origin)
            }
        }
        throw SyntaxError(reason: "a quote is not closed")
    }

    /// Reads `$name`, `${name}` and the forms with something behind the name.
    private func variable(_ reading: inout Reading, depth: Int) throws(SyntaxError) -> DockerfileValue {
        let (dollar, origin) = reading.take()
        guard reading.next == UInt8(ascii: "{") else {
            let name = name(&reading)
            guard name.isEmpty else { return plain(name, at: origin) }
            var literal = DockerfileValue()
            literal.append(dollar, from: origin)
            return literal
        }
        reading.position += 1
        let name = name(&reading)
        guard let sign = reading.next else { throw SyntaxError(reason: "a variable is not closed") }
        guard !name.isEmpty else { throw SyntaxError(reason: "a variable has no name") }
        reading.position += 1
        switch sign {
        case UInt8(ascii: "}"):
            return plain(name, at: origin)
        case UInt8(ascii: ":"):
            guard let second = reading.next else { throw SyntaxError(reason: "a variable is not closed") }
            reading.position += 1
            guard second != UInt8(ascii: "#"), second != UInt8(ascii: "%") else {
                return try trimmed(name, second, &reading, at: origin, depth: depth)
            }
            return try conditional(name, second, emptyCounts: false, &reading, at: origin, depth: depth)
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            return try conditional(name, sign, emptyCounts: true, &reading, at: origin, depth: depth)
        case UInt8(ascii: "#"), UInt8(ascii: "%"):
            return try trimmed(name, sign, &reading, at: origin, depth: depth)
        case UInt8(ascii: "/"):
            return try replaced(name, &reading, at: origin, depth: depth)
        default:
            throw SyntaxError(reason: "the form of the variable \(name) is not known")
        }
    }

    /// Reads a name; a digit or a sign is the name of a special variable.
    private func name(_ reading: inout Reading) -> String {
        let start = reading.position
        guard let first = reading.next else { return "" }
        if "@*#?-$!".utf8.contains(first) {
            reading.position += 1
        } else if first.isDecimalDigit {
            while let next = reading.next, next.isDecimalDigit { reading.position += 1 }
        } else {
            while let next = reading.next, next.isNameByte { reading.position += 1 }
        }
        return reading.word[start..<reading.position].string
    }

    /// The value of a variable.
    func plain(_ name: String, at origin: Int) -> DockerfileValue {
        switch variables.binding(of: name) {
        case .value(let value): value
        case .unset(let reason), .hidden(let reason): DockerfileValue(unknown: reason, at: origin)
        }
    }

    /// Reads the word of `${name:-word}` and its like.
    private func conditional(
        _ name: String,
        _ sign: UInt8,
        emptyCounts: Bool,
        _ reading: inout Reading,
        at origin: Int,
        depth: Int
    ) throws(SyntaxError) -> DockerfileValue {
        let word = try value(&reading, until: UInt8(ascii: "}"), depth: depth + 1)
        let binding = variables.binding(of: name)
        if case .hidden(let reason) = binding { return DockerfileValue(unknown: reason, at: origin) }
        var set: DockerfileValue?
        if case .value(let value) = binding, emptyCounts || !value.text.isEmpty { set = value }
        switch sign {
        case UInt8(ascii: "-"): return set ?? word
        case UInt8(ascii: "+"): return set == nil ? DockerfileValue() : word
        case UInt8(ascii: "?"): return set ?? plain(name, at: origin)
        default: throw SyntaxError(reason: "the form of the variable \(name) is not known")
        }
    }
}
