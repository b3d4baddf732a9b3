// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the images that commands in a text name.
struct CommandReferences {
    /// How deep texts may stand in each other that are commands: `ssh host "sudo sh -c '…'"`.
    private static let maximumDepth = 4

    /// The programs that run the command behind their own options.
    private static let wrappers: Set<String> = [
        "chronic", "doas", "env", "flock", "ionice", "nice", "nohup", "retry", "run0", "setsid", "ssh", "stdbuf",
        "sudo",
        "time", "timeout", "unbuffer", "watch", "xargs",
    ]

    /// The programs that read a command from one of their words.
    private static let readers: Set<String> = [
        "ash", "bash", "dash", "eval", "ksh", "sh", "ssh", "su", "sudo", "trap", "watch", "zsh",
    ]

    /// The words that may stand before a command and belong to the shell.
    private static let keywords: Set<String> = [
        "!", "builtin", "command", "do", "elif", "else", "exec", "export", "if", "local", "readonly", "return", "then",
        "until", "while", "{",
    ]

    /// How many bytes that stand in words may be looked through again, so that commands in commands stay cheap.
    private static let maximumNested = 8 << 20

    private let file: SourceText
    private let variables: ProgramVariables
    private var nested = 0
    private var found: [Range<Int>: FoundReference] = [:]
    private var built = BuiltImages()

    init(_ file: SourceText) {
        self.file = file
        self.variables = ProgramVariables(file.bytes)
    }

    /// The references, in the order of the bytes.
    ///
    /// Where the name of an image is what another command prints, such as `docker run $(docker run …)`, the span of the
    /// first ends before the second begins. Images that the file builds or names itself are not there.
    var all: [FoundReference] {
        var ordered: [FoundReference] = []
        let sorted = found.values.filter { !built.contains($0) }.sorted {
            ($0.span.lowerBound, $1.span.upperBound) < ($1.span.lowerBound, $0.span.upperBound)
        }
        for reference in sorted {
            if let last = ordered.last, last.span.upperBound > reference.span.lowerBound {
                let span = last.span.lowerBound..<reference.span.lowerBound
                guard case .unknown = last.meaning, !span.isEmpty, let written = file.text(in: span) else { continue }
                ordered[ordered.count - 1].span = span
                ordered[ordered.count - 1].written = written
            }
            ordered.append(reference)
        }
        return ordered
    }

    /// Looks through a text of commands.
    mutating func read(_ text: LogicalLine, dialect: ShellLexer.Dialect, depth: Int = 0) throws(PinningError) {
        let mayName = text.bytes.namesContainerProgram
        guard mayName || !variables.isEmpty && text.bytes.contains(UInt8(ascii: "$")) else { return }
        for words in ShellLexer.commands(in: text, dialect: dialect) {
            try read(words, dialect: dialect, depth: depth)
        }
    }

    private mutating func read(
        _ words: [ShellWord],
        dialect: ShellLexer.Dialect,
        depth: Int
    ) throws(PinningError) {
        var rest = words[...]
        while let word = rest.first {
            if let equals = word.assignment {
                try readNested(word.text[equals + 1..<word.text.count], dialect: dialect, depth: depth)
            } else if !Self.keywords.contains(word.programName) {
                break
            }
            rest = rest.dropFirst()
        }
        guard let first = rest.first else { return }
        if let program = program(first) {
            return try collect(ContainerCommand(program, rest.dropFirst()))
        }
        let name = first.programName
        if Self.readers.contains(name) {
            for word in rest.dropFirst() where word.isQuoted {
                try readNested(word.text, dialect: dialect, depth: depth)
            }
        }
        guard Self.wrappers.contains(name) else { return }
        while let word = rest.popFirst() {
            guard let program = program(word) else { continue }
            return try collect(ContainerCommand(program, rest))
        }
    }

    private func program(_ word: ShellWord) -> ContainerProgram? {
        ContainerProgram(word) ?? variables.program(word)
    }

    /// Looks through a word that is a text of commands itself.
    private mutating func readNested(
        _ text: TracedText,
        dialect: ShellLexer.Dialect,
        depth: Int
    ) throws(PinningError) {
        guard depth < Self.maximumDepth, text.bytes.contains(where: \.isBlank), let span = text.span else { return }
        nested += span.count
        guard nested <= Self.maximumNested else {
            throw PinningError(.tooLarge, "too many commands stand in others", offset: span.lowerBound)
        }
        var line = LogicalLine()
        line.append(span, of: file.bytes)
        try read(line, dialect: dialect, depth: depth + 1)
    }

    private mutating func collect(_ command: ContainerCommand) throws(PinningError) {
        for name in command.names { built.insert(name) }
        for image in command.images where !image.word.text.isEmpty {
            let text = image.word.text
            let meaning = image.mystery.map { .unknown($0) } ?? FoundReference.Meaning(image: text)
            var editing = FoundReference.Editing(meaning, isSpelledOut: text.span != nil)
            if editing == .inPlace { editing = .onRequest(.commands, "it stands in a command") }
            let span = text.span ?? text.extent
            let platform = command.platform
            found[span] = try file.entry(span, role: .command, meaning: meaning, editing: editing, platform: platform)
        }
    }
}

extension [UInt8] {
    /// Tells whether the text names one of the programs at all, so that other files cost one look at each byte.
    var namesContainerProgram: Bool {
        withUnsafeBufferPointer { buffer in
            let names = ContainerProgram.allCases.map { Array($0.rawValue.utf8) }
            var position = 0
            while position + 6 <= buffer.count {
                let byte = buffer[position]
                if byte == UInt8(ascii: "d") || byte == UInt8(ascii: "p") || byte == UInt8(ascii: "n") {
                    for name in names where name[0] == byte {
                        if buffer[position...].starts(with: name) { return true }
                    }
                }
                position += 1
            }
            return false
        }
    }
}
