// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The comments at the top of a Dockerfile that say how it is read.
struct DockerfileDirectives {
    /// The directives that are obeyed.
    private(set) var found: [DockerfileDocument.Directive] = []
    /// The byte that escapes others.
    private(set) var escape = UInt8(ascii: "\\")

    /// Reads the directives that begin at an offset.
    ///
    /// - Throws: ``PinningError`` for what a build would not accept: one directive twice, or an unknown escape.
    init(_ bytes: [UInt8], from start: Int) throws(PinningError) {
        var position = start
        let isScript = bytes[start...].starts(with: Array("#!".utf8))
        if isScript { position = bytes.line(from: start).next }
        var seeksSyntax = true
        while position < bytes.count {
            let line = bytes.line(from: position)
            guard let directive = Self.directive(bytes, in: line.content) else { return }
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
    private static func directive(_ bytes: [UInt8], in line: Range<Int>) -> DockerfileDocument.Directive? {
        var rest = bytes.trimmedLine(line)
        guard let mark = rest.first, bytes[mark] == UInt8(ascii: "#") else { return nil }
        rest = bytes.trimmedLine(rest.dropFirst())
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
