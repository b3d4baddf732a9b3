// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The code of a Markdown text that a shell could be meant to read: fenced and indented blocks, not the prose.
struct MarkdownBlocks {
    private struct Fence {
        var byte: UInt8
        var count: Int
        /// How many signs of quotation stand before each line.
        var quotes: Int
        /// What stands behind the fence.
        var rest: Range<Int>
    }

    /// Lines of code that belong together.
    struct Block: Sendable {
        var lines: [Range<Int>]
        /// Tells whether it shows what a terminal shows: commands behind prompts, and what they print.
        var isConsole: Bool
    }

    /// The words behind a fence that say that it shows a terminal.
    private static let terminals: Set<String> = [
        "bash-session", "console", "sh-session", "shell-session", "shellsession", "terminal",
    ]

    /// The words behind a fence that say that a shell reads what follows; none says nothing else.
    private static let languages: Set<String> = [
        "", "ash", "bash", "ksh", "sh", "shell", "shell-script", "zsh",
    ]

    private let bytes: [UInt8]
    /// The blocks, in order.
    private(set) var blocks: [Block] = []
    private var lines: [Range<Int>] = []
    private var fence: Fence?
    private var isShell = false
    private var isConsole = false
    /// Tells whether no paragraph goes on here, so that an indented line is code.
    private var isBehindBlank = true

    init(_ file: SourceText) {
        self.bytes = file.bytes
        var position = 0
        while position < bytes.count {
            let line = bytes.line(from: position)
            read(line.content)
            position = line.next
        }
        finish()
    }

    private mutating func read(_ line: Range<Int>) {
        let (content, quotes) = unquoted(line, atMost: fence?.quotes ?? 8)
        if let open = fence {
            if let end = mark(in: content), end.byte == open.byte, end.count >= open.count, isBlank(end.rest) {
                finish()
                fence = nil
                isBehindBlank = true
                return
            } else if isShell {
                lines.append(content)
            }
        } else if var begin = mark(in: content),
            begin.byte == UInt8(ascii: "~") || !bytes[begin.rest].contains(begin.byte)
        {
            finish()
            begin.quotes = quotes
            fence = begin
            let language = language(in: begin.rest)
            isConsole = Self.terminals.contains(language)
            isShell = isConsole || Self.languages.contains(language)
        } else if isBlank(content) {
            isBehindBlank = true
            return
        } else if isIndented(content), isBehindBlank || !lines.isEmpty {
            lines.append(content)
        } else {
            finish()
            isBehindBlank = bytes[content].first == UInt8(ascii: "#")
            return
        }
        isBehindBlank = false
    }

    private mutating func finish() {
        if !lines.isEmpty { blocks.append(Block(lines: lines, isConsole: isConsole)) }
        lines = []
        isConsole = false
    }

    /// The line without the signs of quotation before it, and how many there were.
    private func unquoted(_ line: Range<Int>, atMost maximum: Int) -> (content: Range<Int>, quotes: Int) {
        var content = line
        var quotes = 0
        while quotes < maximum {
            guard let sign = content.first(where: { bytes[$0] != 0x20 }), bytes[sign] == UInt8(ascii: ">") else {
                break
            }
            content = sign + 1..<line.upperBound
            quotes += 1
        }
        return (content, quotes)
    }

    /// The fence that a line is; nil when it is none.
    private func mark(in line: Range<Int>) -> Fence? {
        guard let start = line.first(where: { !bytes[$0].isBlank }) else { return nil }
        let byte = bytes[start]
        guard byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") else { return nil }
        let count = bytes[start..<line.upperBound].prefix { $0 == byte }.count
        guard count >= 3 else { return nil }
        return Fence(byte: byte, count: count, quotes: 0, rest: start + count..<line.upperBound)
    }

    private func language(in rest: Range<Int>) -> String {
        let word = bytes[rest].drop { $0.isBlank || "{.".utf8.contains($0) }.prefix {
            !$0.isBlank && !",}".utf8.contains($0)
        }
        return String(decoding: word, as: UTF8.self).lowercased()
    }

    private func isBlank(_ range: Range<Int>) -> Bool { bytes[range].allSatisfy(\.isBlank) }

    private func isIndented(_ line: Range<Int>) -> Bool {
        bytes[line].starts(with: [0x20, 0x20, 0x20, 0x20]) || bytes[line].prefix(4).contains(0x09)
    }
}
