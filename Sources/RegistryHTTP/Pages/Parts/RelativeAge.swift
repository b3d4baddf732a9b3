// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// How long ago, or how far ahead, a moment lies, in one unit.
enum RelativeAge {
    /// Such as `3 hours ago`, `in 2 days` or `just now`.
    static func text(of moment: Timestamp, at now: Timestamp) -> String {
        let distance = now.seconds - moment.seconds
        guard let span = span(Int64(clamping: distance.magnitude)) else { return "just now" }
        return distance > 0 ? "\(span) ago" : "in \(span)"
    }

    private static func span(_ seconds: Int64) -> String? {
        switch seconds {
        case ..<45: nil
        case ..<5_400: words(max(1, (seconds + 30) / 60), "minute")
        case ..<129_600: words((seconds + 1_800) / 3_600, "hour")
        case ..<5_184_000: words((seconds + 43_200) / 86_400, "day")
        case ..<63_072_000: words(seconds / 2_592_000, "month")
        default: words(seconds / 31_536_000, "year")
        }
    }

    private static func words(_ number: Int64, _ unit: String) -> String {
        "\(number) \(unit)\(number == 1 ? "" : "s")"
    }
}

extension Timestamp {
    /// The moment for people who want to know it exactly, such as `2026-11-20 23:53:07 UTC`.
    var exact: String {
        let text = rfc3339
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }
}
