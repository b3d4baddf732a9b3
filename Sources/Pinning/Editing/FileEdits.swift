// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The edits of one file, in the order of the bytes, none overlapping another.
struct FileEdits: Sendable {
    let edits: [Edit]
    /// By how much bytes move that stand before each edit, and after the last.
    private let shifts: [Int]

    /// Orders edits and makes sure that they fit the text and each other.
    ///
    /// - Throws: ``PinningError/Code/unproven`` for edits that overlap, that are not about what the file holds, or that change
    ///   more than a digest.
    init(_ edits: [Edit], of text: SourceText) throws(PinningError) {
        let sorted = edits.sorted {
            ($0.span.lowerBound, $0.span.upperBound) < ($1.span.lowerBound, $1.span.upperBound)
        }
        var kept: [Edit] = []
        for edit in sorted where edit != kept.last {
            if let last = kept.last, edit.span.lowerBound < last.span.upperBound || edit.span == last.span {
                throw Self.refusal("two edits are about the same text", edit)
            }
            guard let old = text.text(in: edit.span), old.utf8.elementsEqual(edit.from.utf8) else {
                throw Self.refusal("the text to be replaced is not there", edit)
            }
            guard Self.withoutDigest(edit.from).utf8.elementsEqual(Self.withoutDigest(edit.to).utf8) else {
                throw Self.refusal("the edit would change more than a digest", edit)
            }
            kept.append(edit)
        }
        self.edits = kept
        self.shifts = kept.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.to.utf8.count - $1.from.utf8.count) }
    }

    /// The text with the edits made.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var end = 0
        for edit in edits {
            result += bytes[end..<edit.span.lowerBound]
            result += edit.to.utf8
            end = edit.span.upperBound
        }
        return result + bytes[end...]
    }

    /// The edit of a stretch of bytes, with where its bytes begin after all edits.
    func edit(of span: Range<Int>) -> (edit: Edit, start: Int)? {
        var index = firstIndex { $0.span.lowerBound >= span.lowerBound }
        while index < edits.count, edits[index].span.lowerBound == span.lowerBound {
            // What is inserted at an empty stretch does not move that stretch itself.
            if edits[index].span == span { return (edits[index], span.lowerBound + shifts[index]) }
            index += 1
        }
        return nil
    }

    /// Where a stretch of bytes lies after the edits; nil when an edit reaches into it.
    func moved(_ span: Range<Int>) -> Range<Int>? {
        let next = firstIndex { $0.span.upperBound > span.lowerBound }
        guard next == edits.count || edits[next].span.lowerBound >= span.upperBound else { return nil }
        return span.lowerBound + shifts[next]..<span.upperBound + shifts[next]
    }

    private func firstIndex(where isBehind: (Edit) -> Bool) -> Int {
        var low = 0
        var high = edits.count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(edits[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    static func refusal(_ message: String, _ edit: Edit) -> PinningError {
        PinningError(.unproven, message, path: edit.path, offset: edit.span.lowerBound)
    }

    /// A text without the digest at its end; nothing, when it is one.
    private static func withoutDigest(_ text: String) -> Substring {
        let at = text.utf8.lastIndex(of: UInt8(ascii: "@"))
        let digest = at.map { text[text.utf8.index(after: $0)...] } ?? text[...]
        // Losing the reason is right: what does not read as a digest is none.
        guard (try? Digest(digest)) != nil else { return text[...] }
        return at.map { text[..<$0] } ?? ""
    }
}
