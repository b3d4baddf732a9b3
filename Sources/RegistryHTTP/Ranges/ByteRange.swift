// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The `Range` of a download (RFC 9110, section 14): one range of bytes, resolved against the content's size.
enum ByteRange: Equatable {
    /// No range, one this server does not serve, or one it cannot read: the whole content.
    case whole
    /// The bytes from the lower bound up to, not including, the upper bound.
    case part(Range<Int64>)
    /// A range with no byte in the content: 416.
    case unsatisfiable

    /// Reads a `Range` header.
    init(_ header: String?, size: Int64) {
        self = header.flatMap { Self.parse($0, size: size) } ?? .whole
    }

    private static func parse(_ header: String, size: Int64) -> ByteRange? {
        guard header.hasPrefix("bytes=") else { return nil }
        let halves = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        switch (number(halves[0]), number(halves[1])) {
        case (let first?, nil) where halves[1].isEmpty:
            return first < size ? .part(first..<size) : .unsatisfiable
        case (nil, let count?) where halves[0].isEmpty:
            return count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        case (let first?, let last?):
            guard first <= last, first < size else { return .unsatisfiable }
            return .part(first..<min(last, size - 1) + 1)
        default:
            return nil
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text) ?? .max
    }
}
