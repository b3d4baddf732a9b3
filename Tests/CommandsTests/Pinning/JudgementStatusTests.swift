// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Pinning
import Testing

@testable import Commands

@Suite struct JudgementStatusTests {
    struct Case: Sendable {
        var failures: [AnswerFailure.Kind] = []
        var judged = 3
        var unknown = 0
        var unread = false
        var findings = false
        /// The exit status; nil for nothing to report.
        var expected: Int32?
    }

    private static let cases = [
        Case(expected: nil),
        Case(findings: true, expected: 1),
        Case(unknown: 1, findings: true, expected: 7),
        Case(unread: true, expected: 7),
        Case(failures: [.unavailable], findings: true, expected: 7),
        Case(failures: [.unavailable], judged: 0, expected: 3),
        Case(failures: [.unavailable], judged: 0, unknown: 1, expected: 7),
        Case(failures: [.unavailable, .authentication], judged: 0, expected: 4),
        Case(failures: [.authentication, .unavailable], judged: 0, expected: 4),
        Case(failures: [.rateLimited], judged: 0, expected: 5),
        Case(failures: [.unavailable, .integrity], unknown: 2, unread: true, findings: true, expected: 6),
    ]

    @Test(arguments: cases)
    func severalStatusesBecomeTheOneOfTheContract(row: Case) {
        let status = Commands.ExitStatus.of(
            failures: row.failures.map { AnswerFailure($0, "why") },
            judged: row.judged,
            unknown: row.unknown,
            hasUnread: row.unread,
            hasFindings: row.findings
        )
        #expect(status?.rawValue == row.expected)
    }
}
