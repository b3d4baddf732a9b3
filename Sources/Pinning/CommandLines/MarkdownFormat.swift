// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Markdown: the images that commands in blocks of code name.
///
/// A block with prompts holds commands behind them and their output elsewhere. Prose is not looked at, and neither are
/// blocks in other languages.
struct MarkdownFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        try text.requireModestSize()
        guard text.bytes.namesContainerProgram else { return [] }
        var found = CommandReferences(text)
        for block in MarkdownBlocks(text).blocks {
            try found.read(Self.commands(in: block, of: text.bytes), dialect: .shell)
        }
        return found.all
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try text.requireModestSize()
        return text.lines
    }

    /// The commands of a block, without prompts and what is printed between them.
    private static func commands(in block: MarkdownBlocks.Block, of bytes: [UInt8]) -> LogicalLine {
        var text = LogicalLine()
        let hasPrompts = block.lines.contains { ShellPrompt.end(in: $0, of: bytes) != nil }
        var goesOn = false
        for line in block.lines {
            var content = line
            if goesOn {
                if hasPrompts { content = continued(line, in: bytes) }
            } else if hasPrompts {
                guard let end = ShellPrompt.end(in: line, of: bytes) else { continue }
                content = end..<line.upperBound
            } else if block.isConsole, let end = ShellPrompt.endForRoot(in: line, of: bytes) {
                content = end..<line.upperBound
            }
            goesOn = content.last.map { bytes[$0] == UInt8(ascii: "\\") } ?? false
            // The line feed goes along; the last line of a file may have none.
            let end = bytes.line(from: line.upperBound).next
            text.append(content.lowerBound..<end, of: bytes)
        }
        return text
    }

    /// A line that goes on with a command, without the prompt that shells print before it.
    private static func continued(_ line: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        let text = bytes[line].drop(while: \.isBlank)
        guard text.first == UInt8(ascii: ">"), text.dropFirst().first?.isBlank ?? true else { return line }
        return text.startIndex + 1..<line.upperBound
    }
}
