// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the here-documents of an instruction: `RUN <<EOF`, `COPY <<-"one" <<two /to/`.
///
/// BuildKit splits the line into words as a shell would, and a word that begins with `<<` announces one. A line that
/// cannot be split has none.
struct DockerfileHeredocs {
    /// What ends a here-document.
    struct Delimiter: Hashable, Sendable {
        /// The line that ends it.
        var name: [UInt8]
        /// Tells whether tabs before that line do not count.
        var ignoresTabs: Bool

        /// Tells whether somebody could have meant it as a name.
        var isName: Bool { name.first.map { !$0.isDecimalDigit } ?? false && name.allSatisfy(\.isNameByte) }

        func ends(at line: ArraySlice<UInt8>) -> Bool {
            (ignoresTabs ? line.drop { $0 == UInt8(ascii: "\t") } : line).elementsEqual(name)
        }
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private var words: [[UInt8]] = []
    private var word: [UInt8] = []

    /// The delimiters of the here-documents that begin behind an instruction, in order.
    static func delimiters(of instruction: DockerfileInstruction) -> [Delimiter] {
        guard ["RUN", "COPY", "ADD"].contains(instruction.name) else { return [] }
        let line = instruction.line.bytes
        guard hasMark(line), !isJSON(line[instruction.arguments]) else { return [] }
        var lexer = DockerfileHeredocs(line[instruction.keyword.lowerBound...])
        return lexer.split() ? lexer.words.compactMap { delimiter($0) } : []
    }

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.position = bytes.startIndex
    }

    private static func hasMark(_ line: [UInt8]) -> Bool {
        let mark = UInt8(ascii: "<")
        return line.indices.dropLast().contains { line[$0] == mark && line[$0 + 1] == mark }
    }

    /// Tells whether arguments are a list of words in JSON, which a shell never sees.
    private static func isJSON(_ arguments: ArraySlice<UInt8>) -> Bool {
        guard arguments.first == UInt8(ascii: "[") else { return false }
        // Losing the reason is right: what is no JSON is a command.
        let words = (try? JSONValue(parsing: Array(arguments)))?.array
        return words?.allSatisfy { $0.string != nil } ?? false
    }

    /// Reads `<<name`, `<<-name`, `3<<"name"`.
    private static func delimiter(_ word: [UInt8]) -> Delimiter? {
        let mark = UInt8(ascii: "<")
        var rest = word.drop(while: \.isDecimalDigit)
        guard rest.starts(with: [mark, mark]) else { return nil }
        rest = rest.dropFirst(2)
        let ignoresTabs = rest.first == UInt8(ascii: "-")
        if ignoresTabs { rest = rest.dropFirst() }
        rest = rest.drop(while: \.isBlank)
        guard !rest.isEmpty, !rest.contains(mark) else { return nil }
        return Delimiter(name: unquoted(rest), ignoresTabs: ignoresTabs)
    }

    private static func unquoted(_ word: ArraySlice<UInt8>) -> [UInt8] {
        var name: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for byte in word {
            switch byte {
            case _ where isEscaped:
                isEscaped = false
                name.append(byte)
            case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"): isEscaped = true
            case quote: quote = nil
            case UInt8(ascii: "'") where quote == nil, UInt8(ascii: "\"") where quote == nil: quote = byte
            default: name.append(byte)
            }
        }
        return name
    }
}

extension DockerfileHeredocs {
    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    private mutating func take() {
        word.append(bytes[position])
        position += 1
    }

    /// Splits the line into words, with their quotes; false when a quote or a variable is not closed.
    private mutating func split() -> Bool {
        while let byte = next {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard takeQuoted(byte, depth: 0) else { return false }
            case UInt8(ascii: "$"):
                guard takeVariable(depth: 0) else { return false }
            case UInt8(ascii: "\\"):
                take()
                if next != nil { take() }
            case UInt8(ascii: "<"):
                take()
                guard next == UInt8(ascii: "<") else { continue }
                take()
                // White space may stand between the mark and the name.
                while let blank = next, blank.isBlank { take() }
            case _ where byte.isBlank:
                finish()
                position += 1
            default:
                take()
            }
        }
        finish()
        return true
    }

    private mutating func finish() {
        if !word.isEmpty { words.append(word) }
        word = []
    }

    private mutating func takeQuoted(_ quote: UInt8, depth: Int) -> Bool {
        take()
        while let byte = next {
            if byte == quote {
                take()
                return true
            }
            if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "$") {
                guard takeVariable(depth: depth) else { return false }
                continue
            }
            take()
            if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\"), next != nil { take() }
        }
        return false
    }

    /// Takes `$name`, `${name}` or `${name:-word}`; false for what BuildKit does not understand.
    private mutating func takeVariable(depth: Int) -> Bool {
        take()
        guard next == UInt8(ascii: "{") else { return true }
        take()
        guard depth < 16, let first = next, !"{}:".utf8.contains(first) else { return false }
        while let byte = next, byte.isNameByte { take() }
        guard var sign = next else { return false }
        take()
        if sign == UInt8(ascii: "}") { return true }
        if sign == UInt8(ascii: ":") {
            guard let second = next else { return false }
            sign = second
            take()
        }
        guard "+-?#%/".utf8.contains(sign) else { return false }
        while let byte = next {
            switch byte {
            case UInt8(ascii: "}"):
                take()
                return true
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard takeQuoted(byte, depth: depth + 1) else { return false }
            case UInt8(ascii: "$"):
                guard takeVariable(depth: depth + 1) else { return false }
            case UInt8(ascii: "\\"):
                take()
                if next != nil { take() }
            default:
                take()
            }
        }
        return false
    }
}
