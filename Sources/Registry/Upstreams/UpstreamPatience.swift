// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
internal import OCIModel
internal import Synchronization

/// When an upstream may be asked again that fails, wants a pause, or grants little.
///
/// What is here is served whatever an upstream does; so nothing is lost by asking a failing one less.
final class UpstreamPatience: Sendable {
    /// How many of the requests that an upstream grants are left for pulls.
    static let floor: Int64 = 10
    /// The pause after one failure; it doubles with each, up to the longest.
    private static let firstPause: Int64 = 5
    private static let longestPause: Int64 = 300
    /// The pause that an upstream gets which asks for one and does not say how long.
    private static let usualPause: Int64 = 60
    /// No answer of an upstream keeps it from being asked for longer.
    private static let longestAsked: Int64 = 3_600

    private struct State {
        /// Until when nothing is asked, because the upstream says so.
        var closedUntil: Timestamp?
        /// Until when no checks are made, because it failed or grants little.
        var restsUntil: Timestamp?
        var failures: Int64 = 0
        var tally = UpstreamTally()
    }

    private let state = Mutex(State())

    /// For how many seconds nothing may be asked at all; nil when it may.
    func closure(at moment: Timestamp) -> Int64? {
        state.withLock { state in
            guard let end = state.closedUntil, end > moment else { return nil }
            return max(1, (end.microseconds - moment.microseconds + 999_999) / 1_000_000)
        }
    }

    /// Tells whether a check may be made, which nobody waits for.
    func allowsChecks(at moment: Timestamp, limit: RateLimit?) -> Bool {
        state.withLock { state in
            if let end = state.closedUntil, end > moment { return false }
            if let end = state.restsUntil, end > moment { return false }
            guard let limit, limit.remaining <= Self.floor else { return true }
            // What it granted then says nothing for ever: after a window, or an hour, it is asked once more.
            guard state.restsUntil == nil else {
                state.restsUntil = nil
                return true
            }
            let window = min(max(limit.window?.components.seconds ?? Self.longestAsked, 1), Self.longestAsked)
            state.restsUntil = moment.advanced(by: .seconds(window))
            return false
        }
    }

    /// How questions ended so far.
    var tally: UpstreamTally { state.withLock { $0.tally } }

    /// Takes note of an answer.
    func noteAnswer() {
        state.withLock { state in
            state.tally.count(.answered)
            // A pause that the upstream asked for ends by itself: what was asked before it may be answered late.
            state.failures = 0
        }
    }

    /// Takes note of a failure.
    func note(_ error: ClientError, at moment: Timestamp) {
        state.withLock { state in
            switch error.code {
            case .rateLimited:
                state.tally.count(.limited)
                let pause = min(max(error.retryAfter ?? Self.usualPause, 1), Self.longestAsked)
                state.closedUntil = moment.advanced(by: .seconds(pause))
            case .unavailable:
                state.tally.count(.failed)
                state.failures = min(state.failures + 1, 16)
                let pause = min(Self.firstPause << (state.failures - 1), Self.longestPause)
                state.restsUntil = moment.advanced(by: .seconds(pause))
            default:
                state.tally.count(error.code == .integrity || error.code == .malformed ? .failed : .refused)
                // Whoever says no is there.
                state.failures = 0
            }
        }
    }
}
