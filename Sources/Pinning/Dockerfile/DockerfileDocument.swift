// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A Dockerfile taken apart: its directives and its instructions.
struct DockerfileDocument: Sendable {
    /// What says at the top how the file is read: `# syntax=docker/dockerfile:1`, seldom `// syntax=…` or a key in JSON.
    struct Directive: Sendable {
        /// The name, lower case.
        var name: String
        /// Where the value stands.
        var value: Range<Int>
        /// The value as a reader of JSON sees it, in a file that is JSON.
        var text: SpelledText?
    }

    /// The directives that are obeyed.
    var directives: [Directive] = []
    /// The byte that escapes others: a backslash, or a backtick where the file says so.
    var escape = UInt8(ascii: "\\")
    /// The instructions, in order.
    var instructions: [DockerfileInstruction] = []
}

/// An instruction of a Dockerfile.
struct DockerfileInstruction: Sendable {
    /// The line, without what continues it.
    var line: LogicalLine
    /// Where `ONBUILD` stands in the line, when the instruction is left to those who build upon the image.
    var trigger: Range<Int>?
    /// Where the keyword stands in the line.
    var keyword: Range<Int>
    /// The keyword, upper case.
    var name: String
    /// The options before the arguments, such as `--from=builder`, without quotes and escapes.
    var options: [TracedText]
    /// Where the arguments stand in the line.
    var arguments: Range<Int>
    /// The bytes of the file that are the texts of its here-documents, with the lines that end them.
    var heredocs: [Range<Int>] = []

    /// The values of an option.
    func values(of option: String) -> [TracedText] {
        let prefix = Array("--\(option)=".utf8)
        return options.filter { $0.bytes.starts(with: prefix) }.map { $0[prefix.count..<$0.count] }
    }
}
