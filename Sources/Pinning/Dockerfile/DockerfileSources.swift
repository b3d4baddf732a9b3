// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the references of a Dockerfile that stand as they are: variables have no effect in them.
struct DockerfileSources {
    let file: SourceText
    let stages: DockerfileStages

    /// The syntax directive, and what `--from=` and `--mount=from=` name.
    func references(in document: DockerfileDocument) throws(PinningError) -> [FoundReference] {
        var found: [FoundReference] = []
        for directive in document.directives where directive.name == "syntax" {
            if let text = directive.text {
                let entry = FoundReference.spelled(0..<text.bytes.count, of: text, in: file, role: .syntax)
                if let entry { found.append(entry) }
                continue
            }
            // What follows a space is left to the program that reads the file.
            let end = file.bytes[directive.value].firstIndex(of: UInt8(ascii: " ")) ?? directive.value.upperBound
            let text = TracedText(directive.value.lowerBound..<end, of: file.bytes)
            found.append(try entry(text, role: .syntax, meaning: FoundReference.Meaning(image: text)))
        }
        for instruction in document.instructions {
            switch instruction.name {
            case "COPY", "ADD":
                for source in instruction.values(of: "from") {
                    if let entry = try entry(source, role: .copyFrom, of: "--from") { found.append(entry) }
                }
            case "RUN":
                for source in instruction.values(of: "mount").flatMap(Self.mounted) {
                    if let entry = try entry(source, role: .mountFrom, of: "--mount") { found.append(entry) }
                }
            default: break
            }
        }
        return found
    }

    /// The entry for a source of files; nil when it is a stage.
    private func entry(
        _ source: TracedText,
        role: ReferenceRole,
        of option: String
    ) throws(PinningError) -> FoundReference? {
        guard !source.isEmpty, !source.bytes.allSatisfy(\.isDecimalDigit) else { return nil }
        let name = source.string
        guard name != "scratch", !stages.contains(name) else { return nil }
        if source.bytes.dropLast().contains(UInt8(ascii: "$")) {
            return try entry(source, role: role, meaning: .unknown("\(option) does not replace variables"))
        }
        return try entry(source, role: role, meaning: FoundReference.Meaning(image: source))
    }

    private func entry(
        _ text: TracedText,
        role: ReferenceRole,
        meaning: FoundReference.Meaning
    ) throws(PinningError) -> FoundReference {
        try file.entry(
            text.span ?? text.extent,
            role: role,
            meaning: meaning,
            editing: FoundReference.Editing(meaning, isSpelledOut: text.span != nil)
        )
    }

    /// What `type=bind,from=image` mounts from.
    ///
    /// The fields are those of a line of CSV.
    private static func mounted(_ option: TracedText) -> [TracedText] {
        var fields: [TracedText] = []
        var field = TracedText()
        var isQuoted = false
        var position = 0
        while position < option.count {
            let byte = option.bytes[position]
            if byte == UInt8(ascii: "\""), isQuoted || field.isEmpty {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ","), !isQuoted {
                fields.append(field)
                field = TracedText()
            } else {
                field.append(byte, from: option.origins[position])
            }
            position += 1
        }
        fields.append(field)
        let type = values(of: "type", in: fields).last?.string.lowercased()
        // Builders ignore or refuse a source for what is not taken from an image.
        guard !["secret", "ssh", "tmpfs"].contains(type) else { return [] }
        return values(of: "from", in: fields)
    }

    private static func values(of key: String, in fields: [TracedText]) -> [TracedText] {
        fields.compactMap { field in
            guard let equals = field.bytes.firstIndex(of: UInt8(ascii: "=")),
                field[0..<equals].string.lowercased() == key
            else { return nil }
            return field[equals + 1..<field.count]
        }
    }
}

extension FoundReference.Meaning {
    /// What a text means that stands for an image.
    init(image text: TracedText) {
        guard !text.isEmpty else {
            self = .unknown("it is empty")
            return
        }
        guard !text.isTemplate else {
            self = .unknown("it is a template")
            return
        }
        do {
            self = .known(try Reference(text.string))
        } catch {
            self = .unknown("it is no image reference: \(error)")
        }
    }
}

extension FoundReference.Editing {
    /// What may be done with a reference that stands as it is.
    init(_ meaning: FoundReference.Meaning, isSpelledOut: Bool) {
        if case .unknown(let reason) = meaning {
            self = .lockOnly(reason)
        } else {
            self = isSpelledOut ? .inPlace : .lockOnly("quotes, escapes or line ends stand within it")
        }
    }
}
