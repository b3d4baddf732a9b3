// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The documents of a YAML file, as libyaml and the programs built on it understand them.
///
/// Every value keeps the bytes it was read from. The file must be UTF-8, at most ``SourceText/maximumInputSize`` long, and stay
/// within ``maximumDepth``, ``maximumHeight``, ``maximumNodes`` and ``maximumTotal``; reading it takes time linear in its size. What is malformed anywhere is an
/// error: where the readers of a file disagree about its meaning, nothing of it is edited.
struct YAMLStream: Sendable {
    /// The deepest nesting that is read.
    static let maximumDepth = 64
    /// The deepest nesting when every alias is followed, so that whoever follows them may do so by recursion.
    static let maximumHeight = 256
    /// The most values of one document that are read.
    static let maximumNodes = 200_000
    /// The most values of all documents together.
    static let maximumTotal = 2_000_000

    /// The outermost value of each document; of an empty one, an empty text.
    let documents: [YAMLNode]
    /// Every alias of the file, in the order of the bytes.
    let aliases: [YAMLNode]

    /// Reads all documents of a file.
    ///
    /// - Throws: ``PinningError`` when the text is no YAML or exceeds the bounds.
    static func parse(_ text: SourceText) throws(PinningError) -> YAMLStream {
        guard text.bytes.count <= SourceText.maximumInputSize else {
            throw PinningError(.tooLarge, "the file is larger than \(SourceText.maximumInputSize >> 20) MiB")
        }
        try YAMLCharacters.check(text.bytes)
        var parser = YAMLParser(text.bytes)
        let documents = try parser.parse()
        return YAMLStream(documents: documents, aliases: parser.aliases)
    }

    static func tooDeep(at offset: Int) -> PinningError {
        PinningError(.tooLarge, "the file is nested deeper than \(maximumDepth) levels", offset: offset)
    }
}
