// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The `Content-Range` of an answer (RFC 9110, section 14.4).
struct ContentRange: Hashable {
    /// The first byte that is sent, counted from 0.
    let first: Int64
    /// The last byte that is sent.
    let last: Int64
    /// How many bytes there are in all, if the server knows.
    let size: Int64?

    /// Reads `bytes 5-9/10` or `bytes 5-9/*`.
    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Self.number($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
        self.first = first
        self.last = last
        if parts[1] == "*" {
            self.size = nil
        } else {
            guard let size = Self.number(parts[1]), last < size else { return nil }
            self.size = size
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}
