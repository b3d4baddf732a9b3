// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Shell scripts: the images that `docker run`, `create` and `pull` name, and those of podman and nerdctl.
struct ShellFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        try text.requireModestSize()
        guard text.bytes.namesContainerProgram else { return [] }
        var line = LogicalLine()
        line.append(0..<text.bytes.count, of: text.bytes)
        var found = CommandReferences(text)
        try found.read(line, dialect: .shell)
        return found.all
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try text.requireModestSize()
        return text.lines
    }
}
