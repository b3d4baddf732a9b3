// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What is left of the tries of one request.
struct RetryBudget {
    /// Why a request is tried again.
    enum Cause: Hashable {
        /// Nobody is there, or the name is not known: waiting seldom helps, so there is one more try.
        case unreachable
        /// The connection broke, or the server is overloaded.
        case passing
        /// The server names the seconds after which it wants to be asked again.
        case asked(seconds: Int64)
    }

    private let policy: RetryPolicy
    private let start: Duration
    private var tries = 1

    /// Begins with the first try.
    init(_ policy: RetryPolicy, at moment: Duration) {
        self.policy = policy
        self.start = moment
    }

    /// Takes one try: how long to pause before it, or nil when there are none left.
    ///
    /// Pauses are drawn between nothing and a bound that doubles ("full jitter"), so that clients that failed together do
    /// not come back together.
    ///
    /// - Parameters:
    ///   - cause: Why the last try failed.
    ///   - moment: The time now.
    ///   - random: A number from 0 up to 1.
    /// - Returns: The pause.
    mutating func pause(after cause: Cause, at moment: Duration, random: Double) -> Duration? {
        let most = cause == .unreachable ? min(policy.tries, 2) : policy.tries
        guard tries < most else { return nil }
        let bound = min(policy.firstPause * (1 << min(tries - 1, 16)), policy.longestPause)
        var pause = bound * random
        if case .asked(let seconds) = cause {
            guard seconds <= policy.longestAsked.components.seconds else { return nil }
            pause = .seconds(seconds) + policy.firstPause * random
        }
        guard moment - start + pause <= policy.wholeTime else { return nil }
        tries += 1
        return pause
    }
}
