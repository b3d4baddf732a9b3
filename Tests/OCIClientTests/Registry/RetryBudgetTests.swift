// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct RetryBudgetTests {
    @Test func doublesTheBoundOfPausesUpToTheLongest() {
        var policy = RetryPolicy()
        policy.tries = 9
        var budget = RetryBudget(policy, at: .zero)
        let pauses = (0..<8).map { _ in budget.pause(after: .passing, at: .zero, random: 0.5) }
        #expect(
            pauses == [
                .milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8),
                .seconds(10), .seconds(10),
            ]
        )
    }

    @Test func endsWithTheTries() {
        var budget = RetryBudget(RetryPolicy(), at: .zero)
        let pauses = (0..<5).map { _ in budget.pause(after: .passing, at: .zero, random: 0) }
        #expect(pauses.map { $0 != nil } == [true, true, true, true, false])
    }

    @Test func triesOnceMoreWhereNobodyIs() {
        var budget = RetryBudget(RetryPolicy(), at: .zero)
        #expect(budget.pause(after: .unreachable, at: .zero, random: 0) != nil)
        #expect(budget.pause(after: .unreachable, at: .zero, random: 0) == nil)
    }

    @Test func waitsAsLongAsItIsAskedTo() {
        var budget = RetryBudget(RetryPolicy(), at: .zero)
        #expect(budget.pause(after: .asked(seconds: 7), at: .zero, random: 0) == .seconds(7))
    }

    @Test(arguments: [61, Int64.max])
    func givesUpWhenItIsAskedToWaitTooLong(seconds: Int64) {
        var budget = RetryBudget(RetryPolicy(), at: .zero)
        #expect(budget.pause(after: .asked(seconds: seconds), at: .zero, random: 0) == nil)
    }

    @Test func endsWithTheTime() {
        var budget = RetryBudget(RetryPolicy(), at: .seconds(100))
        #expect(budget.pause(after: .asked(seconds: 30), at: .seconds(300), random: 0) == .seconds(30))
        #expect(budget.pause(after: .asked(seconds: 30), at: .seconds(330), random: 0) == nil)
    }

    static let pauses: [(String, Int64?)] = [
        ("120", 120), (" 0", 0), ("99999999999999999999", 86_400), ("86401", 86_400),
        ("Sun, 06 Nov 2094 08:49:37 GMT", 86_400), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sun, 06 Nov 1994 08:48:37 GMT", 0), ("", nil), ("-1", nil),
        ("soon", nil),
        ("Sun, 06 Nov 1994 08:50:37 CET", nil), ("Sun, 46 Nov 1994 08:50:37 GMT", nil),
    ]

    @Test(arguments: pauses)
    func readsRetryAfter(text: String, seconds: Int64?) {
        #expect(RetryAfter.seconds(text, now: TestClock.now) == seconds)
    }

    static let limits: [(String?, String?, RateLimit?)] = [
        ("100;w=21600", "76;w=21600", RateLimit(limit: 100, remaining: 76, window: .seconds(21_600))),
        (nil, "5", RateLimit(limit: nil, remaining: 5, window: nil)),
        ("100", "0; w=60", RateLimit(limit: 100, remaining: 0, window: .seconds(60))),
        ("100", nil, nil), ("100", "-1", nil), ("100", "x", nil), ("100", "", nil),
        ("x", "1;w=-5", RateLimit(limit: nil, remaining: 1, window: nil)),
        (nil, "1;w=99999999999999", RateLimit(limit: nil, remaining: 1, window: nil)),
    ]

    @Test(arguments: limits)
    func readsRateLimits(limit: String?, remaining: String?, read: RateLimit?) {
        #expect(RateLimit(limit: limit, remaining: remaining) == read)
    }
}
