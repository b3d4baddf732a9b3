// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A value of a YAML document, with the bytes it was read from.
///
/// Aliases stay aliases, so that a small file never stands for a huge one.
final class YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
        /// Another node under its anchor's name.
        case alias(String, YAMLNode)
    }

    /// How long a mapping is looked through from its beginning.
    private static let longestSearch = 16

    let content: Content
    /// The tag as written, such as `!reference` or `!!str`.
    let tag: String?
    /// The name under which aliases find the node.
    let anchor: String?
    /// The bytes of the value, quotes included, tag and anchor not.
    let span: Range<Int>
    /// How many nodes stand below each other from here, also behind aliases; 1 for a text.
    let height: Int
    /// Finds values of a long mapping, for which many aliases may stand; nil of short ones, which are looked through.
    let table: YAMLMappingTable?

    init(_ content: Content, tag: String?, anchor: String?, span: Range<Int>) {
        self.content = content
        self.height =
            switch content {
            case .scalar: 1
            case .sequence(let elements): elements.reduce(0) { max($0, $1.height) } + 1
            case .mapping(let entries): entries.reduce(0) { max($0, $1.key.height, $1.value.height) } + 1
            case .alias(_, let node): node.height + 1
            }
        self.table =
            if case .mapping(let entries) = content, entries.count > Self.longestSearch {
                YAMLMappingTable(entries)
            } else {
                nil
            }
        self.tag = tag
        self.anchor = anchor
        self.span = span
    }

    /// The node that an alias stands for, else the node itself.
    var resolved: YAMLNode {
        guard case .alias(_, let node) = content else { return self }
        return node
    }

    /// The scalar, also behind an alias.
    var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = resolved.content else { return nil }
        return scalar
    }

    /// The elements of a sequence, also behind an alias; none for anything else.
    var elements: [YAMLNode] {
        guard case .sequence(let elements) = resolved.content else { return [] }
        return elements
    }

    /// The entries of a mapping as they are written, also behind an alias; none for anything else.
    var entries: [YAMLEntry] {
        guard case .mapping(let entries) = resolved.content else { return [] }
        return entries
    }
}

/// A key of a mapping with its value.
struct YAMLEntry: Sendable {
    let key: YAMLNode
    let value: YAMLNode
}

/// A text of a YAML document.
struct YAMLScalar: Sendable {
    enum Style: String, Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    /// A stretch of the value that stands in the file byte for byte.
    struct Piece: Sendable {
        /// Where the stretch begins in the UTF-8 of the value.
        let value: Int
        /// Where it begins in the file.
        let source: Int
        /// How many bytes it has.
        let count: Int
    }

    /// The text without quotes, escapes and folds.
    let value: String
    let style: Style
    /// The stretches of the value that stand in the file as they are, in order.
    let pieces: [Piece]

    /// The bytes of the file that spell a range of the value's UTF-8; nil when an escape or a fold stands between.
    func source(of range: Range<Int>) -> Range<Int>? {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].value + pieces[middle].count <= range.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < pieces.count else { return nil }
        let piece = pieces[low]
        guard piece.value <= range.lowerBound, range.upperBound <= piece.value + piece.count else { return nil }
        let start = piece.source + range.lowerBound - piece.value
        return start..<start + range.count
    }
}
