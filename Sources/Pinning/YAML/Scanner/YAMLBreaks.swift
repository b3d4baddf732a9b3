// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The ends of lines between two words of a text, which may become a space or stay.
struct YAMLBreaks {
    private(set) var ranges: [Range<Int>] = []

    mutating func append(_ range: Range<Int>) { ranges.append(range) }

    mutating func clear() { ranges.removeAll(keepingCapacity: true) }

    var isEmpty: Bool { ranges.isEmpty }

    /// Whether a line's end is read as a line feed: all are but the line and paragraph separators of Unicode.
    static func isNormal(_ range: Range<Int>, of cursor: borrowing YAMLCursor) -> Bool {
        cursor[range].first != 0xe2
    }
}
