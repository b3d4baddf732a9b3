// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What knows one kind of file: where references stand in it, and what it is made of.
protocol FileFormat: Sendable {
    /// Finds every reference, in the order of the bytes.
    ///
    /// A reference that cannot be edited or understood is found too, and says why. Cost: linear in the file, bounded by
    /// ``SourceText/maximumSize``.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - context: The files beside it that it may refer to, and what the user said of fields.
    /// - Returns: The references. Their `path` is the one of `text`, or of the neighbour that holds the bytes.
    /// - Throws: ``PinningError`` when the file is not what the format allows.
    func references(in text: SourceText, context: ReadingContext) throws(PinningError) -> [FoundReference]

    /// Takes the file apart into its values, in the order of the bytes: what an edit must leave as it is.
    ///
    /// - Throws: ``PinningError`` when the file is not what the format allows.
    func structure(of text: SourceText) throws(PinningError) -> [StructureElement]
}

/// One piece of a file's structure: a key, a value, an instruction, the beginning or end of a list.
struct StructureElement: Hashable, Sendable {
    /// What kind of piece it is, such as `scalar`, `mapping` or `FROM`.
    var kind: String
    /// The piece as the file's readers understand it, without quotes and escapes.
    var value: String
    /// The bytes it was read from.
    ///
    /// A piece that holds no others does not overlap its neighbours.
    var span: Range<Int>
}
