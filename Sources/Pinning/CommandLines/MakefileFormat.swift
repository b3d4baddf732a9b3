// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Makefiles: the images that commands name in recipes and in the values of variables.
struct MakefileFormat: FileFormat {
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference] {
        try text.requireModestSize()
        guard text.bytes.namesContainerProgram else { return [] }
        var found = CommandReferences(text)
        var position = 0
        while position < text.bytes.count {
            let start = position
            let line = Self.logicalLine(of: text, from: &position)
            let isRecipe = text.bytes[start] == UInt8(ascii: "\t")
            try found.read(isRecipe ? line : Self.value(in: line, of: text), dialect: .makefile)
        }
        return found.all
    }

    func structure(of text: SourceText) throws(PinningError) -> [StructureElement] {
        try text.requireModestSize()
        return text.lines
    }

    /// Takes a line with those that continue it, without the signs before a recipe.
    private static func logicalLine(of text: SourceText, from position: inout Int) -> LogicalLine {
        var line = LogicalLine()
        var isFirst = true
        while position < text.bytes.count {
            let (content, next) = text.bytes.line(from: position)
            var start = content.lowerBound
            while isFirst, start < content.upperBound,
                text.bytes[start].isBlank || "@-+".utf8.contains(text.bytes[start])
            {
                start += 1
            }
            line.append(start..<next, of: text.bytes)
            position = next
            isFirst = false
            let goesOn = content.last.map { text.bytes[$0] == UInt8(ascii: "\\") } ?? false
            if !goesOn { break }
        }
        return line
    }

    /// What stands behind the sign of an assignment; the whole line when it is none.
    private static func value(in line: LogicalLine, of text: SourceText) -> LogicalLine {
        guard let equals = line.bytes.firstIndex(of: UInt8(ascii: "=")),
            line.bytes[..<equals].allSatisfy({ $0.isNameByte || $0.isBlank || ":?+!.-".utf8.contains($0) })
        else { return line }
        return line.dropping(equals + 1, of: text.bytes)
    }
}
