// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ShellLexer {
    /// Reads a word up to white space or a sign.
    mutating func readWord(until end: UInt8?, depth: Int) -> ShellWord {
        var word = ShellWord()
        while let byte = next, byte != end {
            switch byte {
            case UInt8(ascii: "'"):
                readSingleQuoted(into: &word)
            case UInt8(ascii: "\""):
                readDoubleQuoted(into: &word, depth: depth)
            case UInt8(ascii: "\\"):
                readEscape(into: &word)
            case UInt8(ascii: "$"):
                readDollar(into: &word, depth: depth)
            case UInt8(ascii: "`"):
                readSubstitution(opening: 1, until: UInt8(ascii: "`"), into: &word, depth: depth)
            case 0x09...0x0d, 0x20, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"):
                return word
            default:
                take(into: &word)
            }
        }
        return word
    }

    /// Takes a backslash and what it escapes; a line that goes on leaves nothing.
    private mutating func readEscape(into word: inout ShellWord) {
        position += 1
        if next == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { position += 1 }
        guard let byte = next else { return }
        if byte == UInt8(ascii: "\n") {
            position += 1
        } else {
            word.isQuoted = true
            take(into: &word)
        }
    }

    private mutating func readSingleQuoted(into word: inout ShellWord) {
        let start = position
        let count = word.text.count
        word.isQuoted = true
        position += 1
        while let byte = next {
            if byte == UInt8(ascii: "'") {
                position += 1
                return
            }
            if byte == UInt8(ascii: "\n"), endsQuotesWithLines { break }
            if byte == UInt8(ascii: "$"), dialect == .makefile {
                readDollar(into: &word, depth: Self.maximumDepth)
            } else {
                take(into: &word)
            }
        }
        word.text.truncate(to: count)
        giveUp(from: start)
    }

    private mutating func readDoubleQuoted(into word: inout ShellWord, depth: Int) {
        let start = position
        let count = word.text.count
        word.isQuoted = true
        position += 1
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\n") where endsQuotesWithLines:
                word.text.truncate(to: count)
                return giveUp(from: start)
            case UInt8(ascii: "\\"):
                if let escaped = peek(1), "\"\\$`\n\r".utf8.contains(escaped) {
                    readEscape(into: &word)
                } else {
                    take(into: &word)
                }
            case UInt8(ascii: "$"):
                readDollar(into: &word, depth: depth)
            case UInt8(ascii: "`"):
                readSubstitution(opening: 1, until: UInt8(ascii: "`"), into: &word, depth: depth)
            default:
                take(into: &word)
            }
        }
        word.text.truncate(to: count)
        giveUp(from: start)
    }

    /// Goes on behind the line of a quote that is not closed.
    ///
    /// That happens once; then quotes end with their lines.
    private mutating func giveUp(from start: Int) {
        if !endsQuotesWithLines { position = start }
        endsQuotesWithLines = true
        while let byte = next, byte != UInt8(ascii: "\n") { position += 1 }
    }
}

extension ShellLexer {
    /// Reads a variable or the output of commands; it stays in the word as it is written.
    private mutating func readDollar(into word: inout ShellWord, depth: Int) {
        if dialect == .makefile {
            guard peek(1) == UInt8(ascii: "$") else { return readMakeVariable(into: &word, depth: depth) }
            take(into: &word)
        }
        switch peek(1) {
        case UInt8(ascii: "("):
            if peek(2) == UInt8(ascii: "(") {
                word.isVariable = true
                take(into: &word)
                return skipBalanced(into: &word)
            }
            readSubstitution(opening: 2, until: UInt8(ascii: ")"), into: &word, depth: depth)
        case UInt8(ascii: "{"):
            word.isVariable = true
            take(into: &word)
            readBraces(into: &word, depth: depth)
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            // The quote that follows has a meaning of its own, which makes no difference to names of images.
            position += 1
        case let byte? where byte.isNameByte || "@*#?-!$".utf8.contains(byte):
            word.isVariable = true
            take(into: &word)
            take(into: &word)
            if !byte.isNameByte || byte.isDecimalDigit { return }
            while let byte = next, byte.isNameByte { take(into: &word) }
        default:
            take(into: &word)
        }
    }

    /// Reads `$(commands)` or commands between backticks.
    private mutating func readSubstitution(opening: Int, until end: UInt8, into word: inout ShellWord, depth: Int) {
        word.isVariable = true
        let start = position
        position += opening
        if depth < Self.maximumDepth { readList(until: end, depth: depth + 1) }
        // What is longer is no name, and would be copied once for each command that it stands in.
        let end = min(position, start + Self.maximumSubstitution)
        for place in start..<end { word.text.append(text.bytes[place], from: text.origin(of: place)) }
    }

    /// Takes text up to the brace that closes it, with the commands in it.
    private mutating func readBraces(into word: inout ShellWord, depth: Int) {
        var isQuoted = false
        while let byte = next {
            switch byte {
            case UInt8(ascii: "}") where !isQuoted:
                return take(into: &word)
            case UInt8(ascii: "\n"):
                // Nobody writes this over lines; so a brace that is not closed hides no other line.
                return
            case UInt8(ascii: "$") where depth < Self.maximumDepth:
                readDollar(into: &word, depth: depth + 1)
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                take(into: &word)
            default:
                take(into: &word)
            }
        }
    }

    /// Takes text between parentheses that belong together, up to the end of the line at most.
    private mutating func skipBalanced(into word: inout ShellWord) {
        var depth = 0
        while let byte = next, byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}") { depth -= 1 }
            take(into: &word)
            if depth == 0 { return }
        }
    }

    /// Reads `$(NAME)`, `${NAME}`, `$X` or `$(shell commands)` of make.
    private mutating func readMakeVariable(into word: inout ShellWord, depth: Int) {
        word.isVariable = true
        let opening = Array("$(shell".utf8)
        if text.bytes[position...].starts(with: opening), peek(opening.count)?.isBlank ?? false,
            depth < Self.maximumDepth
        {
            return readSubstitution(opening: opening.count, until: UInt8(ascii: ")"), into: &word, depth: depth)
        }
        take(into: &word)
        guard let byte = next, byte != UInt8(ascii: "\n") else { return }
        if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "{") { return skipBalanced(into: &word) }
        take(into: &word)
    }
}
