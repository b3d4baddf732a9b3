// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How the questions to an upstream ended, since the process started.
struct UpstreamTally: Hashable, Sendable {
    /// How a question ended.
    enum Ending: String, CaseIterable {
        /// With what was asked for.
        case answered
        /// With no, such as for what it does not have.
        case refused
        /// With the wish to be asked later.
        case limited
        /// Without an answer, or with one that makes no sense.
        case failed
    }

    private var counts: [Ending: Int64] = [:]

    mutating func count(_ ending: Ending) { counts[ending, default: 0] += 1 }

    subscript(ending: Ending) -> Int64 { counts[ending] ?? 0 }
}
