// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension DockerfileInstruction {
    /// Splits a line into keyword, options and arguments, as BuildKit does.
    ///
    /// - Returns: The instruction; nil for a line of nothing but white space.
    init?(_ line: LogicalLine) {
        guard let parts = Parts(line, in: 0..<line.bytes.count) else { return nil }
        self.line = line
        if parts.name == "ONBUILD", let inner = Parts(line, in: parts.arguments) {
            self.trigger = parts.keyword
            self.keyword = inner.keyword
            self.name = inner.name
            self.options = inner.options
            self.arguments = inner.arguments
        } else {
            self.keyword = parts.keyword
            self.name = parts.name
            self.options = parts.options
            self.arguments = parts.arguments
        }
    }
}

/// Keyword, options and arguments of a line.
private struct Parts {
    var keyword: Range<Int>
    var name: String
    var options: [TracedText] = []
    var arguments: Range<Int>

    init?(_ line: LogicalLine, in range: Range<Int>) {
        let range = line.trimmed(range)
        guard !range.isEmpty else { return nil }
        let end = line.bytes[range].firstIndex(where: \.isBlank) ?? range.upperBound
        self.keyword = range.lowerBound..<end
        let name = line.bytes[keyword].lazy.map { (0x61...0x7a).contains($0) ? $0 & 0xdf : $0 }
        self.name = String(decoding: name, as: UTF8.self)
        self.arguments = end..<range.upperBound
        readOptions(of: line)
        arguments = line.trimmed(arguments)
    }

    /// Takes the words that begin with two hyphens from the arguments; `--` alone ends them.
    private mutating func readOptions(of line: LogicalLine) {
        let hyphen = UInt8(ascii: "-")
        while true {
            let rest = line.trimmed(arguments)
            guard rest.count > 1, line.bytes[rest.lowerBound] == hyphen, line.bytes[rest.lowerBound + 1] == hyphen
            else { return }
            let word = rest.lowerBound..<Self.end(ofOption: rest, in: line.bytes)
            arguments = word.upperBound..<rest.upperBound
            let option = Self.option(of: line.text(in: word))
            guard option.count > 2 else { return }
            options.append(option)
        }
    }

    /// Where an option ends: before white space outside quotes.
    ///
    /// A backslash escapes here whatever the file says of escapes.
    private static func end(ofOption range: Range<Int>, in bytes: [UInt8]) -> Int {
        var quote: UInt8?
        var isEscaped = false
        for position in range {
            let byte = bytes[position]
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == quote {
                quote = nil
            } else if quote == nil {
                if byte.isBlank { return position }
                if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { quote = byte }
            }
        }
        return range.upperBound
    }

    /// An option without quotes and escapes.
    private static func option(of word: TracedText) -> TracedText {
        var option = TracedText()
        var quote: UInt8?
        var isEscaped = false
        for (byte, origin) in zip(word.bytes, word.origins) {
            switch byte {
            case _ where isEscaped:
                isEscaped = false
                option.append(byte, from: origin)
            case UInt8(ascii: "\\"): isEscaped = true
            case quote: quote = nil
            case UInt8(ascii: "'") where quote == nil, UInt8(ascii: "\"") where quote == nil: quote = byte
            default: option.append(byte, from: origin)
            }
        }
        return option
    }
}
