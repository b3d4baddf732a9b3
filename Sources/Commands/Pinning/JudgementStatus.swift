// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Pinning

extension ExitStatus {
    /// How a run over references ends, by what the contract says of several statuses at once.
    ///
    /// - Parameters:
    ///   - failures: Why references could not be judged, one each.
    ///   - judged: How many references could.
    ///   - unknown: How many mean nothing that files tell.
    ///   - hasUnread: Whether files could not be read.
    ///   - hasFindings: Whether something was found.
    /// - Returns: The status; nil when there is nothing to report.
    static func of(
        failures: [AnswerFailure],
        judged: Int,
        unknown: Int = 0,
        hasUnread: Bool,
        hasFindings: Bool
    ) -> ExitStatus? {
        if failures.contains(where: { $0.kind == .integrity }) { return .integrity }
        guard !failures.isEmpty else {
            return hasUnread || unknown > 0 ? .partial : hasFindings ? .finding : nil
        }
        guard judged == 0, unknown == 0, !hasUnread else { return .partial }
        let kinds = Set(failures.map(\.kind))
        return kinds.contains(.authentication)
            ? .authentication : kinds.contains(.rateLimited) ? .rateLimited : .registry
    }
}
