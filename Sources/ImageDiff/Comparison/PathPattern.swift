// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// A pattern of absolute paths: `*` stands for any bytes but slashes, `**` for any bytes.
///
/// After stars there is something else than a star. The cost is the length of the path times that of the pattern, for
/// patterns with one `**` in their middle at most.
struct PathPattern: ExpressibleByStringLiteral, Sendable {
    private let bytes: [UInt8]
    /// What a path must start with, so that most are refused at once.
    private let literal: [UInt8]

    init(stringLiteral text: String) {
        self.bytes = Array(text.utf8)
        self.literal = Array(bytes.prefix { $0 != Self.star })
    }

    func matches(_ path: ByteString) -> Bool {
        guard path.bytes.starts(with: literal) else { return false }
        return Self.matches(bytes[literal.count...], path.bytes[literal.count...])
    }

    private static let star = UInt8(ascii: "*")
    private static let slash = UInt8(ascii: "/")

    private static func matches(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
        var pattern = pattern
        var path = path
        while let next = pattern.first {
            if next == star {
                let isDeep = pattern.dropFirst().first == star
                return matchesStar(pattern.dropFirst(isDeep ? 2 : 1), path, stopsAtSlash: !isDeep)
            }
            guard path.first == next else { return false }
            pattern.removeFirst()
            path.removeFirst()
        }
        return path.isEmpty
    }

    private static func matchesStar(
        _ rest: ArraySlice<UInt8>,
        _ path: ArraySlice<UInt8>,
        stopsAtSlash: Bool
    ) -> Bool {
        if rest.isEmpty { return !stopsAtSlash || !path.contains(slash) }
        // Only where the next byte of the pattern stands can the rest begin.
        let reach = stopsAtSlash ? path[..<(path.firstIndex(of: slash).map { $0 + 1 } ?? path.endIndex)] : path
        var start = path.startIndex
        while let next = reach[start...].firstIndex(where: { $0 == rest.first }) {
            if matches(rest, path[next...]) { return true }
            start = next + 1
        }
        return false
    }
}

extension ByteString {
    /// The part after the last slash.
    var lastComponent: ArraySlice<UInt8> {
        let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
        return bytes[(slash.map { $0 + 1 } ?? 0)...]
    }
}
