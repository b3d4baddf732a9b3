// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The hunks of a unified diff, line by line, with the numbers that the lines have on either side.
///
/// The text is foreign: whatever it holds, it is read to the end or to the bound, and a line that belongs nowhere is
/// shown as a remark.
struct UnifiedDiff: Equatable, Sendable {
    /// One line of it.
    struct Line: Equatable, Sendable {
        enum Kind: Sendable {
            case context
            case added
            case removed
            /// Where a hunk begins, or what is said about a line.
            case remark
        }

        var kind: Kind
        /// The number of the line before.
        var old: Int?
        /// The number of the line now.
        var new: Int?
        /// The line without its mark and its end.
        var text: String
    }

    /// The lines in their order.
    private(set) var lines: [Line] = []
    /// Tells whether there were more than were asked for.
    private(set) var isCut = false

    private var old: Int?
    private var new: Int?

    /// Reads the first lines of a diff.
    init(_ text: String, maximumLines: Int) {
        var rest = text.utf8[...]
        while !rest.isEmpty {
            guard lines.count < maximumLines else {
                isCut = true
                return
            }
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            append(rest[..<end])
            rest = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...]
        }
    }

    /// How many lines came.
    var addedCount: Int { lines.count { $0.kind == .added } }

    /// How many lines went.
    var removedCount: Int { lines.count { $0.kind == .removed } }

    private mutating func append(_ line: Substring.UTF8View) {
        let text = String(Substring(line.dropFirst()))
        switch line.first {
        case UInt8(ascii: " "):
            lines.append(Line(kind: .context, old: Self.next(&old), new: Self.next(&new), text: text))
        case UInt8(ascii: "-"): lines.append(Line(kind: .removed, old: Self.next(&old), new: nil, text: text))
        case UInt8(ascii: "+"): lines.append(Line(kind: .added, old: nil, new: Self.next(&new), text: text))
        case UInt8(ascii: "\\"): lines.append(Line(kind: .remark, text: text.drop { $0 == " " }))
        default:
            if let starts = Self.starts(line) { (old, new) = starts }
            lines.append(Line(kind: .remark, text: String(Substring(line))))
        }
    }

    /// The numbers of the first lines that a header such as `@@ -12,7 +12,9 @@` names.
    private static func starts(_ line: Substring.UTF8View) -> (Int, Int)? {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
        guard words.count >= 3, words[0].elementsEqual("@@".utf8), words[1].first == UInt8(ascii: "-"),
            words[2].first == UInt8(ascii: "+"), let old = number(words[1].dropFirst()),
            let new = number(words[2].dropFirst())
        else { return nil }
        return (old, new)
    }

    private static func number(_ range: Substring.UTF8View) -> Int? {
        guard let first = range.split(separator: UInt8(ascii: ","), maxSplits: 1).first else { return nil }
        return Int(Substring(first)).flatMap { $0 >= 0 && $0 <= Int(Int32.max) ? $0 : nil }
    }

    private static func next(_ number: inout Int?) -> Int? {
        guard let current = number else { return nil }
        number = current + 1
        return current
    }
}

extension UnifiedDiff.Line {
    init(kind: Kind, text: String) {
        self.init(kind: kind, old: nil, new: nil, text: text)
    }
}

extension String {
    fileprivate func drop(while isDropped: (Character) -> Bool) -> String {
        String(Substring(self).drop(while: isDropped))
    }
}
