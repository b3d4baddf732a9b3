// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How long it goes on asking a registry that fails.
///
/// A registry that is gone costs the whole patience of a request, which must not be paid for every reference.
struct HostPatience {
    /// How many failures in a row end the questions when there was no answer at all.
    private static let mostUnanswered = 2
    /// How many do when there was one, such as 503: a few repositories may be broken on a registry that is not.
    private static let mostUnavailable = 8

    private var failuresInARow = 0
    /// The failure that ended the questions.
    private(set) var end: ClientError?

    /// Takes note of how a question ended; nil: well.
    mutating func note(_ error: ClientError?) {
        guard end == nil else { return }
        guard let error else {
            failuresInARow = 0
            return
        }
        switch error.code {
        case .rateLimited: end = error
        case .unavailable:
            failuresInARow += 1
            let most = error.isUnanswered ? Self.mostUnanswered : Self.mostUnavailable
            if failuresInARow >= most { end = error }
        default:
            // Whoever says no is there.
            failuresInARow = 0
        }
    }

    /// The error for a question that is not asked any more; nil while it may be.
    func refusal(of name: String, host: String, limit: RateLimit?, floor: Int64) -> ClientError? {
        if let end {
            let isPause = end.code == .rateLimited
            return ClientError(
                end.code,
                "\(name) was not asked for: \(host) "
                    + (isPause ? "asked for a pause" : "failed \(failuresInARow) times in a row"),
                reason: end.description,
                advice: end.advice,
                retryAfter: end.retryAfter
            )
        }
        guard let limit, limit.remaining <= floor else { return nil }
        let window = limit.window.map { " of \($0.components.seconds) s" } ?? ""
        return ClientError(
            .rateLimited,
            "\(name) was not asked for: \(host) grants only \(limit.remaining) more requests",
            advice: "Log in, which is often granted more, or try again when the registry's window\(window) is over."
        )
    }
}
