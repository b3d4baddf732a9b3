// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// How long ago, or how far ahead, a moment lies, in one unit.
enum Age {
    /// Such as `3 h ago`, `in 2 d` or `just now`.
    static func text(of moment: Timestamp, at now: Int64) -> String {
        let distance = now - moment.seconds
        guard let span = span(distance.magnitude) else { return "just now" }
        return distance > 0 ? "\(span) ago" : "in \(span)"
    }

    /// A moment with its age, as `2026-11-20 23:53 UTC, 3 h ago`; text that is no moment stays what it is.
    static func dated(_ text: String?, at now: Int64) -> String? {
        guard let text else { return nil }
        guard let moment = Timestamp(text) else { return text }
        return "\(moment.text), \(Self.text(of: moment, at: now))"
    }

    private static func span(_ seconds: UInt64) -> String? {
        switch seconds {
        case ..<10: nil
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
