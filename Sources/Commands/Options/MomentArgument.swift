// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// A moment as one writes it on the command line: `2026-11-20T12:00:00Z`, `2026-11-20T12:00`, `2026-11-20`, or `7d` for
/// seven days ago.
///
/// Without an offset it is UTC; a date alone is its first moment.
enum MomentArgument: Hashable, Sendable {
    case moment(Timestamp)
    case ago(Duration)

    /// Reads a moment; nil when it is none.
    init?(parsing text: String) {
        let completed: String
        switch text.utf8.count {
        case 10: completed = text + "T00:00:00Z"
        case 16: completed = text + ":00Z"
        case 17 where text.hasSuffix("Z"): completed = text.dropLast() + ":00Z"
        case 19: completed = text + "Z"
        default: completed = text
        }
        if let moment = Timestamp(completed) ?? Timestamp(text) {
            self = .moment(moment)
        } else if let span = try? DurationArgument(parsing: text) {
            // Losing the error is right: what is neither is told in the words for both.
            self = .ago(span.duration)
        } else {
            return nil
        }
    }

    @Sendable static func read(_ text: String) throws -> MomentArgument {
        guard let moment = MomentArgument(parsing: text) else {
            throw ValidationError(
                "\"\(VisibleText.line(text))\" is not a moment; write it like 2026-11-20T12:00, 2026-11-20, or 7d for a"
                    + " week ago."
            )
        }
        return moment
    }

    /// The moment by this machine's clock.
    func timestamp(now: Int64) -> Timestamp {
        switch self {
        case .moment(let moment): moment
        case .ago(let span): Timestamp(microseconds: now * 1_000_000).advanced(by: .zero - span)
        }
    }
}
