// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What differs between two texts, as the hunks of a unified diff.
public struct TextDifference: Hashable, Sendable {
    /// The most bytes of a text that is compared.
    public static let maximumSize = 64 << 10
    /// The most bytes of the hunks.
    public static let maximumLength = 16 << 10
    /// How many lines are shown around each change.
    private static let context = 3

    /// The hunks, each begun with `@@`; the names of files are not in it.
    public let hunks: String
    /// Tells whether there is more than ``hunks`` holds.
    public let isCut: Bool

    /// Compares two texts.
    ///
    /// Nil when one of them is no text: longer than ``maximumSize``, not UTF-8, or with a zero byte in it. The cost is
    /// bounded whatever the texts are.
    ///
    /// - Parameters:
    ///   - old: The bytes before; nil where there was no file.
    ///   - new: The bytes now; nil where there is none.
    public init?(from old: [UInt8]?, to new: [UInt8]?) {
        guard let before = Self.lines(old ?? []), let after = Self.lines(new ?? []) else { return nil }
        let steps = LineScript(from: before, to: after).steps
        var writer = HunkWriter(old: before, new: after, limit: Self.maximumLength)
        for hunk in Self.hunks(of: steps) where !writer.isCut { writer.write(Array(steps[hunk])) }
        self.hunks = String(decoding: writer.bytes, as: UTF8.self)
        self.isCut = writer.isCut
    }

    /// The lines with their line feeds; the last one has none if the text does not end with one.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
        guard bytes.count <= maximumSize, !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
            return nil
        }
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            lines.append(bytes[start...index])
            start = index + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }

    /// The stretches of steps that are shown: changes with what stands around them, joined where they touch.
    private static func hunks(of steps: [LineScript.Step]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for (index, step) in steps.enumerated() {
            if case .keep = step { continue }
            let range = max(0, index - context)..<min(steps.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }
}
