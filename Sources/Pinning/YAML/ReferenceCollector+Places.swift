// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

// Where a reference stands, and what it says.

extension ReferenceCollector {
    /// Where a reference stands.
    struct Place {
        /// The bytes of the file.
        var span: Range<Int>
        /// What they are.
        var written: String
        /// The reference as the value has it.
        var reference: String
        /// Why the bytes cannot be edited; nil when they spell the reference.
        var obstacle: String?
    }

    func place(of range: Range<Int>?, after prefix: String, in scalar: YAMLScalar, of node: YAMLNode) -> Place? {
        let value = Array(scalar.value.utf8)
        var range = range ?? 0..<value.count
        guard range.lowerBound >= 0, range.upperBound <= value.count else { return nil }
        Self.trim(&range, in: value)
        guard value[range].starts(with: prefix.utf8) else { return nil }
        range = range.lowerBound + prefix.utf8.count..<range.upperBound
        Self.trim(&range, in: value)
        let reference = String(decoding: value[range], as: UTF8.self)
        if let span = Self.source(of: range, in: scalar, spelledAt: node.span) {
            return Place(span: span, written: reference, reference: reference)
        }
        guard !range.isEmpty else { return nil }
        let raw = text.text(in: node.span) ?? ""
        return Place(span: node.span, written: raw, reference: reference, obstacle: Self.obstacle(scalar.style))
    }

    private static func trim(_ range: inout Range<Int>, in value: [UInt8]) {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, isSpace(value[low]) { low += 1 }
        while low < high, isSpace(value[high - 1]) { high -= 1 }
        range = low..<high
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0d).contains(byte)
    }

    private static func source(of range: Range<Int>, in scalar: YAMLScalar, spelledAt span: Range<Int>) -> Range<Int>? {
        guard range.isEmpty else { return scalar.source(of: range) }
        guard scalar.value.isEmpty, scalar.style == .singleQuoted || scalar.style == .doubleQuoted, span.count == 2
        else {
            return nil
        }
        return span.lowerBound + 1..<span.lowerBound + 1
    }

    static func obstacle(_ style: YAMLScalar.Style) -> String {
        switch style {
        case .doubleQuoted, .singleQuoted: "the text is spelled with escapes or goes over several lines"
        case .plain, .literal, .folded: "the text goes over several lines"
        }
    }

    static func meaning(of text: String) -> FoundReference.Meaning {
        guard !text.contains("{{") else { return .unknown("a template decides it") }
        do throws(ReferenceError) {
            return .known(try Reference(text))
        } catch {
            return .unknown("it does not read as a reference: \(error)")
        }
    }
}
