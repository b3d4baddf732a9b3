// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Takes a Dockerfile apart into its values.
struct DockerfileStructure {
    private(set) var elements: [StructureElement] = []

    init(_ text: SourceText, _ document: DockerfileDocument) {
        for directive in document.directives {
            if directive.text != nil {
                appendJSON(around: directive, text)
                continue
            }
            let value = String(decoding: text.bytes[directive.value], as: UTF8.self)
            elements.append(StructureElement(kind: directive.name, value: value, span: directive.value))
        }
        for instruction in document.instructions {
            append(instruction, escape: document.escape)
            for body in instruction.heredocs {
                let value = String(decoding: text.bytes[body], as: UTF8.self)
                elements.append(StructureElement(kind: "heredoc", value: value, span: body))
            }
        }
    }

    /// A file in JSON is its value and what stands before and behind it.
    private mutating func appendJSON(around directive: DockerfileDocument.Directive, _ text: SourceText) {
        let value = directive.value
        for (kind, span) in [
            ("text", 0..<value.lowerBound), ("syntax", value), ("text", value.upperBound..<text.bytes.count),
        ] {
            let content = String(decoding: text.bytes[span], as: UTF8.self)
            elements.append(StructureElement(kind: kind, value: content, span: span))
        }
    }

    private mutating func append(_ instruction: DockerfileInstruction, escape: UInt8) {
        let line = instruction.line
        if let trigger = instruction.trigger {
            elements.append(StructureElement(kind: "trigger", value: "ONBUILD", span: line.extent(of: trigger)))
        }
        elements.append(
            StructureElement(kind: "instruction", value: instruction.name, span: line.extent(of: instruction.keyword))
        )
        for option in instruction.options {
            elements.append(StructureElement(kind: "option", value: option.string, span: option.extent))
        }
        guard !instruction.arguments.isEmpty else { return }
        switch instruction.name {
        case "FROM": append(line.words(in: instruction.arguments), of: line, escape: escape)
        case "ARG": append(line.quotedWords(in: instruction.arguments, escape: escape), of: line, escape: escape)
        default:
            let value = String(decoding: line.bytes[instruction.arguments], as: UTF8.self)
            let span = line.extent(of: instruction.arguments)
            elements.append(StructureElement(kind: "arguments", value: value, span: span))
        }
    }

    private mutating func append(_ words: [Range<Int>], of line: LogicalLine, escape: UInt8) {
        for range in words {
            let word = line.text(in: range)
            let value = word.unquoted(escape: escape)
            elements.append(StructureElement(kind: "word", value: value, span: word.extent))
        }
    }
}
