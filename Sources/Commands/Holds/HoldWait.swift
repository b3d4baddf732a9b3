// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// When waiting for a decision goes on, and when it ends.
///
/// Pure: it is told what was seen and how much time has passed, and says what to do.
struct HoldWait {
    /// What was seen.
    enum Observation: Equatable {
        /// The hold is in this state.
        case state(String)
        /// The hold is no longer there.
        case gone
        /// The server did not answer, or could not.
        case unreachable
    }

    /// What to do.
    enum Step: Equatable {
        case pause(Duration)
        case end(Ending)
    }

    /// How waiting ended.
    enum Ending: Equatable {
        case approved
        /// Decided otherwise, or no longer there.
        case declined
        case timedOut
        /// The server stayed away.
        case unreachable
    }

    private static let longestPause = Duration.seconds(5)
    private static let tolerance = 5

    private let timeout: Duration?
    private var pause = Duration.seconds(1)
    private var misses = 0

    init(timeout: Duration?) {
        self.timeout = timeout
    }

    /// The time that is left, nil when waiting has no end.
    func remaining(after elapsed: Duration) -> Duration? {
        timeout.map { max($0 - elapsed, .zero) }
    }

    /// Takes what was seen and says what to do.
    mutating func next(_ observation: Observation, elapsed: Duration) -> Step {
        switch observation {
        case .state("approved"):
            return .end(.approved)
        case .state("open"), .state("pending"):
            misses = 0
        case .state, .gone:
            return .end(.declined)
        case .unreachable:
            misses += 1
            guard misses < Self.tolerance else { return .end(.unreachable) }
        }
        let remaining = remaining(after: elapsed)
        if remaining == .zero { return .end(.timedOut) }
        defer { pause = min(pause * 2, Self.longestPause) }
        return .pause(min(pause, remaining ?? pause))
    }
}
