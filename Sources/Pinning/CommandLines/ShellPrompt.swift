// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a shell prints before a command is typed.
enum ShellPrompt {
    /// The words that are a prompt by themselves.
    private static let signs: Set<String> = ["$", "%", "\u{276f}"]

    /// The sign of a prompt that names the directory, and what it knows of it, in the words that follow.
    private static let arrow = "\u{279c}"

    /// The most words of a prompt.
    private static let maximumCount = 5

    /// Where the command behind a prompt begins: `$ `, `% `, `user@host:~$ `, `[user@host ~]$ `, `➜  ~ `.
    static func end(in line: Range<Int>, of bytes: [UInt8]) -> Int? {
        let words = words(in: line, of: bytes)
        guard let first = words.first, first.endIndex < line.upperBound else { return nil }
        let word = String(decoding: first, as: UTF8.self)
        if signs.contains(word) { return first.endIndex }
        if word == arrow {
            // Without a command that is looked for, it does not matter where it begins.
            return words.dropFirst().first(where: isProgram)?.startIndex ?? first.endIndex
        }
        guard word.contains("@"), !word.contains("=") else { return nil }
        let last = words.first { $0.last.map("$%#".utf8.contains) ?? false }
        return last.flatMap { $0.endIndex < line.upperBound ? $0.endIndex : nil }
    }

    /// Where a command begins that root is to run: `# docker …`; any other such line may be a comment.
    static func endForRoot(in line: Range<Int>, of bytes: [UInt8]) -> Int? {
        let words = words(in: line, of: bytes)
        guard words.count > 1, words[0].elementsEqual("#".utf8), isProgram(words[1]) else { return nil }
        return words[1].startIndex
    }

    private static func words(in line: Range<Int>, of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        let words = bytes[line].split(maxSplits: maximumCount, whereSeparator: \.isBlank)
        return Array(words.prefix(maximumCount))
    }

    private static func isProgram(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count <= 32 else { return false }
        let word = String(decoding: bytes, as: UTF8.self)
        return word == "sudo" || ContainerProgram(rawValue: word) != nil
    }
}
