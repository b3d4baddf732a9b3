// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Pinning

extension ExitStatus {
    /// How a run over references ends, by what the contract says of several statuses at once.
    ///
    /// - Parameters:
    ///   - failures: Why references could not be judged, one each.
    ///   - judged: How many references could.
    ///   - hasUnread: Whether files could not be read.
    ///   - hasFindings: Whether something was found.
    /// - Returns: The status; nil when there is nothing to report.
    static func of(
        failures: [AnswerFailure],
        judged: Int,
        hasUnread: Bool,
        hasFindings: Bool
    ) -> ExitStatus? {
        if failures.contains(where: { $0.kind == .integrity }) { return .integrity }
        guard let first = failures.first else { return hasUnread ? .partial : hasFindings ? .finding : nil }
        guard judged == 0, !hasUnread else { return .partial }
        switch first.kind {
        case .authentication: return .authentication
        case .rateLimited: return .rateLimited
        case .unavailable, .integrity: return .registry
        }
    }
}
