// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The comments at the top of a Dockerfile that say how it is read.
struct DockerfileDirectives {
    /// The directives that are obeyed.
    private(set) var found: [DockerfileDocument.Directive] = []
    /// The byte that escapes others.
    private(set) var escape = UInt8(ascii: "\\")
    /// Where instructions may begin.
    private(set) var end: Int

    /// Reads the directives that begin at an offset.
    ///
    /// - Throws: ``PinningError`` for what a build would not accept: one directive twice, or an unknown escape.
    init(_ bytes: [UInt8], from start: Int) throws(PinningError) {
        self.end = start
        var position = start
        let isScript = bytes[start...].starts(with: Array("#!".utf8))
        if isScript { position = bytes.line(from: start).next }
        // The file may be in a language of its own, of which builders know where it names its reader.
        if bytes[position...].starts(with: Array("//".utf8)) {
            readSlashes(bytes, from: position)
            return
        }
        if bytes[position...].first(where: { !$0.isBlank }) == UInt8(ascii: "{") {
            readObject(bytes, from: position)
            return
        }
        var seeksSyntax = true
        while position < bytes.count {
            let line = bytes.line(from: position)
            guard let directive = Self.directive(bytes, in: line.content, behind: "#") else { return }
            guard !found.contains(where: { $0.name == directive.name }) else {
                throw PinningError(
                    .malformed,
                    "the directive \(directive.name) stands there twice",
                    offset: line.content.lowerBound,
                    advice: "Remove one of them."
                )
            }
            // Builders look for the syntax in a way of its own, which white space before a comment ends.
            seeksSyntax = seeksSyntax && bytes[line.content.lowerBound] == UInt8(ascii: "#")
            if directive.name != "syntax" || seeksSyntax { found.append(directive) }
            // Behind a shebang line builders look for the syntax alone.
            if directive.name == "escape", !isScript { try readEscape(bytes[directive.value]) }
            position = line.next
        }
    }

    /// Reads `// syntax=…`; of other directives behind slashes nobody wants to know.
    private mutating func readSlashes(_ bytes: [UInt8], from start: Int) {
        var position = start
        var seen: Set<String> = []
        while position < bytes.count {
            let line = bytes.line(from: position)
            guard bytes[line.content].starts(with: Array("//".utf8)),
                let directive = Self.directive(bytes, in: line.content, behind: "//"),
                seen.insert(directive.name).inserted
            else { return }
            position = line.next
            end = position
            if directive.name == "syntax" { found = [directive] }
        }
    }

    /// Reads `{"syntax": "…"}`; what is no JSON is left to whoever reads instructions.
    private mutating func readObject(_ bytes: [UInt8], from start: Int) {
        var blank = bytes
        for index in 0..<start { blank[index] = 0x20 }
        // Losing the reason is right: what is no JSON may be instructions.
        guard let node = try? JSONCReader.read(SourceText(path: "", bytes: blank)),
            let text = node.values("syntax").last?.text
        else { return }
        found = [DockerfileDocument.Directive(name: "syntax", value: text.span, text: text)]
        end = bytes.count
    }

    private mutating func readEscape(_ value: ArraySlice<UInt8>) throws(PinningError) {
        guard let byte = value.first, value.count == 1, byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "`") else {
            throw PinningError(
                .malformed,
                "the directive escape names neither \\ nor `",
                offset: value.startIndex,
                advice: "Write # escape=` or remove the line."
            )
        }
        escape = byte
    }

    /// Reads `# name = value`; nil for any other line, which ends the directives.
    private static func directive(
        _ bytes: [UInt8],
        in line: Range<Int>,
        behind mark: String
    ) -> DockerfileDocument.Directive? {
        var rest = bytes.trimmedLine(line)
        guard bytes[rest].starts(with: Array(mark.utf8)) else { return nil }
        rest = bytes.trimmedLine(rest.dropFirst(mark.utf8.count))
        guard let equals = bytes[rest].firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let key = bytes.trimmedLine(rest.lowerBound..<equals)
        let value = bytes.trimmedLine(equals + 1..<rest.upperBound)
        guard (1...6).contains(key.count), !value.isEmpty else { return nil }
        let name = String(decoding: bytes[key], as: UTF8.self).lowercased()
        guard ["check", "escape", "syntax"].contains(name) else { return nil }
        return DockerfileDocument.Directive(name: name, value: value)
    }
}

extension [UInt8] {
    /// A range without white space at its ends.
    fileprivate func trimmedLine(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, self[first].isBlank { range.removeFirst() }
        while let last = range.last, self[last].isBlank { range.removeLast() }
        return range
    }
}
