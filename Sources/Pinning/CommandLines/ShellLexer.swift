// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Splits a script into simple commands and their words, in substitutions too, without running any.
///
/// It is made for finding commands, not for judging scripts: whatever it cannot make sense of ends with the line. Cost:
/// linear in the text.
struct ShellLexer {
    /// Whose rules hold for `$`.
    enum Dialect: Sendable {
        case shell
        /// A recipe: make replaces `$(NAME)`, and the shell sees `$$` as `$`.
        case makefile
    }

    /// How deep commands may stand in each other.
    static let maximumDepth = 20

    /// The most bytes of a substitution that stay in the word.
    static let maximumSubstitution = 16 << 10

    let text: LogicalLine
    let dialect: Dialect
    var position = 0
    /// The commands that were found, each a list of words.
    ///
    /// One may be there twice.
    var commands: [[ShellWord]] = []
    /// Tells whether quotes end with their line, as after one that is never closed.
    var endsQuotesWithLines = false
    /// Tells whether here-documents are not looked for, as after one that has no end.
    var ignoresHeredocs = false
    var heredocs: [DockerfileHeredocs.Delimiter] = []

    /// Splits a text into commands.
    static func commands(in text: LogicalLine, dialect: Dialect) -> [[ShellWord]] {
        var lexer = ShellLexer(text: text, dialect: dialect)
        while lexer.position < text.bytes.count { lexer.readList(until: nil, depth: 0) }
        return lexer.commands
    }

    private init(text: LogicalLine, dialect: Dialect) {
        self.text = text
        self.dialect = dialect
    }

    var next: UInt8? { position < text.bytes.count ? text.bytes[position] : nil }

    func peek(_ distance: Int) -> UInt8? {
        position + distance < text.bytes.count ? text.bytes[position + distance] : nil
    }

    /// Moves the byte at the position to a word.
    mutating func take(into word: inout ShellWord) {
        word.text.append(text.bytes[position], from: text.origin(of: position))
        position += 1
    }

    /// Reads commands up to what ends them, which is taken.
    mutating func readList(until end: UInt8?, depth: Int) {
        var words: [ShellWord] = []
        while let byte = next {
            if byte == end {
                position += 1
                break
            }
            switch byte {
            case UInt8(ascii: "\n"):
                finish(&words)
                position += 1
                skipHeredocs()
            case UInt8(ascii: "&") where peek(1) == UInt8(ascii: ">"):
                position += 1
                readRedirection(of: words, until: end, depth: depth)
            case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ")"):
                finish(&words)
                position += 1
            case UInt8(ascii: "("):
                finish(&words)
                position += 1
                if depth < Self.maximumDepth { readList(until: UInt8(ascii: ")"), depth: depth + 1) }
            case UInt8(ascii: "<"), UInt8(ascii: ">"):
                readRedirection(of: words, until: end, depth: depth)
            case UInt8(ascii: "#"):
                while let byte = next, byte != UInt8(ascii: "\n") { position += 1 }
            case _ where byte.isBlank:
                position += 1
            default:
                let word = readWord(until: end, depth: depth)
                let isDescriptor = next == UInt8(ascii: ">") || next == UInt8(ascii: "<")
                if word.text.isEmpty, !word.isQuoted { continue }
                if isDescriptor, word.text.bytes.allSatisfy(\.isDecimalDigit) { continue }
                words.append(word)
            }
        }
        finish(&words)
    }

    private mutating func finish(_ words: inout [ShellWord]) {
        if !words.isEmpty { commands.append(words) }
        words = []
    }
}

extension ShellLexer {
    /// The programs whose here-documents are commands themselves.
    private static let shells: Set<String> = ["ash", "bash", "dash", "ksh", "sh", "ssh", "zsh"]

    /// Takes a redirection with its target, which is no word of the command.
    private mutating func readRedirection(of words: [ShellWord], until end: UInt8?, depth: Int) {
        let start = position
        while let byte = next, "<>&|".utf8.contains(byte), position - start < 3 { position += 1 }
        let sign = text.bytes[start..<position]
        if next == UInt8(ascii: "("), depth < Self.maximumDepth {
            position += 1
            return readList(until: UInt8(ascii: ")"), depth: depth + 1)
        }
        let isHeredoc = sign.elementsEqual("<<".utf8)
        var ignoresTabs = false
        if isHeredoc, next == UInt8(ascii: "-") {
            ignoresTabs = true
            position += 1
        }
        while let byte = next, byte.isBlank, byte != UInt8(ascii: "\n") { position += 1 }
        guard let byte = next, byte != end, !"\n;&|()<>".utf8.contains(byte) else { return }
        let target = readWord(until: end, depth: depth)
        guard isHeredoc, !ignoresHeredocs else { return }
        let isScript = words.prefix(8).contains { !$0.isVariable && Self.shells.contains($0.text.string) }
        if !isScript { heredocs.append(.init(name: target.text.bytes, ignoresTabs: ignoresTabs)) }
    }

    /// Skips the here-documents that begin on this line.
    private mutating func skipHeredocs() {
        let start = position
        for heredoc in heredocs {
            var isEnded = false
            while !isEnded, position < text.bytes.count {
                let line = text.bytes.line(from: position)
                position = line.next
                isEnded = heredoc.ends(at: text.bytes[line.content])
            }
            guard isEnded else {
                position = start
                ignoresHeredocs = true
                break
            }
        }
        heredocs = []
    }
}
