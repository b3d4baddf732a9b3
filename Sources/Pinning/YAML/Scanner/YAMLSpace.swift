// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// White space between two words of a text: blanks in a line, or the ends of lines, which are folded.
struct YAMLSpace {
    /// Whether a line ended.
    private(set) var isLineEnd = false
    private var blanks: Range<Int>?
    /// The first end of a line, which becomes a space when no other follows.
    private var leading: Range<Int>?
    private var trailing = YAMLBreaks()

    /// Passes a space or a tab.
    mutating func skipBlank(_ cursor: inout YAMLCursor) {
        let start = cursor.offset
        cursor.skip(1)
        if !isLineEnd { blanks = (blanks?.lowerBound ?? start)..<cursor.offset }
    }

    /// Passes the end of a line; false when none is there.
    mutating func skipBreak(_ cursor: inout YAMLCursor) -> Bool {
        guard let line = cursor.skipBreak() else { return false }
        if isLineEnd {
            trailing.append(line)
        } else {
            blanks = nil
            leading = line
            isLineEnd = true
        }
        return true
    }

    /// Notes that a line ended in a way that leaves no space.
    mutating func endLine() { isLineEnd = true }

    fileprivate func append(to text: inout YAMLScalarText, of cursor: borrowing YAMLCursor) {
        guard isLineEnd else {
            if let blanks { text.copy(blanks, of: cursor) }
            return
        }
        if let leading {
            if !YAMLBreaks.isNormal(leading, of: cursor) {
                text.append(break: leading, of: cursor)
            } else if trailing.isEmpty {
                text.append(" ", of: cursor)
            }
        }
        text.append(trailing, of: cursor)
    }
}

extension YAMLScalarText {
    /// Appends white space between words as it is read.
    mutating func append(_ space: YAMLSpace, of cursor: borrowing YAMLCursor) {
        space.append(to: &self, of: cursor)
    }
}
