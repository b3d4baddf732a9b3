// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The `Range` and `Content-Range` of uploads, which have no unit: `0-1023`.
enum UploadRange {
    /// What an upload has, as clients expect it: `0-0` also stands for nothing.
    static func text(upTo offset: Int64) -> String { "0-\(max(0, offset - 1))" }

    /// Reads the first and last byte of a chunk; nil when the text is no range.
    static func parse(_ text: String) -> ClosedRange<Int64>? {
        var rest = Substring(text)
        for prefix in ["bytes=", "bytes "] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
        rest = rest.prefix { $0 != "/" }
        let halves = rest.split(separator: "-", omittingEmptySubsequences: false)
        guard halves.count == 2, let first = Int64(halves[0]), let last = Int64(halves[1]), first >= 0, last >= first,
            last < .max
        else {
            return nil
        }
        return first...last
    }
}
