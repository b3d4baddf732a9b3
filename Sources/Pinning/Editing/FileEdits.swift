// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The edits of one file, in the order of the bytes, none overlapping another.
struct FileEdits: Sendable {
    let edits: [Edit]

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

    /// Where a stretch of bytes lies after the edits; nil when an edit reaches into it.
    func moved(_ span: Range<Int>) -> Range<Int>? {
        var shift = 0
        for edit in edits {
            guard edit.span.upperBound <= span.lowerBound else {
                guard edit.span.lowerBound >= span.upperBound else { return nil }
                break
            }
            shift += edit.to.utf8.count - edit.from.utf8.count
        }
        return span.lowerBound + shift..<span.upperBound + shift
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
