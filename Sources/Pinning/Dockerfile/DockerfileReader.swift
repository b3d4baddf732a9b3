// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Reads a Dockerfile into instructions, following BuildKit's parser.
///
/// Cost: linear in the file.
/// See <https://docs.docker.com/reference/dockerfile/>.
struct DockerfileReader {
    private let bytes: [UInt8]
    private var position: Int
    private var document = DockerfileDocument()
    /// How many here-documents without an end were none; each costs a look at the rest of the file.
    private var strayCount = 0

    /// Reads a file.
    ///
    /// - Throws: ``PinningError`` when BuildKit would not accept the directives, or a here-document has no end.
    static func document(of text: SourceText) throws(PinningError) -> DockerfileDocument {
        guard text.bytes.count <= SourceText.maximumSize else {
            throw PinningError(.tooLarge, "the file is larger than \(SourceText.maximumSize >> 20) MiB")
        }
        var reader = DockerfileReader(text)
        try reader.read()
        return reader.document
    }

    private init(_ text: SourceText) {
        self.bytes = text.bytes
        self.position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    private mutating func read() throws(PinningError) {
        let directives = try DockerfileDirectives(bytes, from: position)
        document.directives = directives.found
        document.escape = directives.escape
        position = directives.end
        while let line = nextLine() {
            var content = line
            while let first = content.first, bytes[first].isBlank { content.removeFirst() }
            guard !content.isEmpty, bytes[content.lowerBound] != UInt8(ascii: "#") else { continue }
            try readInstruction(from: content)
        }
    }

    private mutating func readInstruction(from first: Range<Int>) throws(PinningError) {
        var line = LogicalLine()
        var end = continuation(of: first)
        line.append(first.lowerBound..<(end ?? first.upperBound), of: bytes)
        while end != nil, let next = nextLine() {
            guard let begin = bytes[next].first(where: { !$0.isBlank }), begin != UInt8(ascii: "#") else { continue }
            end = continuation(of: next)
            line.append(next.lowerBound..<(end ?? next.upperBound), of: bytes)
        }
        guard var instruction = DockerfileInstruction(line) else { return }
        for delimiter in DockerfileHeredocs.delimiters(of: instruction) {
            try readHeredoc(delimiter, of: &instruction, at: first.lowerBound)
        }
        document.instructions.append(instruction)
    }

    private mutating func readHeredoc(
        _ delimiter: DockerfileHeredocs.Delimiter,
        of instruction: inout DockerfileInstruction,
        at offset: Int
    ) throws(PinningError) {
        let start = position
        while let line = nextLine() {
            guard delimiter.ends(at: bytes[line]) else { continue }
            instruction.heredocs.append(start..<line.upperBound)
            return
        }
        // What only resembles a here-document, such as a shift in arithmetic, must not hide the rest of the file.
        position = start
        strayCount += 1
        guard delimiter.isName || strayCount > 50 else { return }
        throw PinningError(
            .malformed,
            "the here-document \(String(decoding: delimiter.name, as: UTF8.self)) has no end",
            offset: offset,
            advice: "End it with a line that holds nothing else."
        )
    }

    /// Takes a line from the file, without what ends it.
    private mutating func nextLine() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let line = bytes.line(from: position)
        position = line.next
        return line.content
    }

    /// Where the byte stands that lets the next line continue this one; nil when the line ends the instruction.
    private func continuation(of line: Range<Int>) -> Int? {
        let escape = document.escape
        var end = line.upperBound
        while end > line.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        guard end > line.lowerBound, bytes[end - 1] == escape else { return nil }
        guard end - 2 >= line.lowerBound, bytes[end - 2] == escape else { return end - 1 }
        return nil
    }
}

extension [UInt8] {
    /// The line that begins at an offset, without line feed and carriage returns, and where the next one begins.
    func line(from start: Int) -> (content: Range<Int>, next: Int) {
        var end = start
        withUnsafeBufferPointer { buffer in
            while end < buffer.count, buffer[end] != UInt8(ascii: "\n") { end += 1 }
        }
        let next = Swift.min(end + 1, count)
        while end > start, self[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return (start..<end, next)
    }
}
