// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Webhooks

@Suite struct RetryScheduleTests {
    @Test func growsFromSecondsToADayAndEndsAfterTwoAndAHalf() {
        let pauses = (1...RetrySchedule.pauses.count).map {
            RetrySchedule.pause(after: $0, requested: nil, chance: 0.5)
        }
        #expect(pauses.first == .some(.seconds(5)))
        #expect(pauses.last == .some(.hours(24)))
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { ($0 ?? .zero) < ($1 ?? .zero) })
        #expect(RetrySchedule.pause(after: RetrySchedule.pauses.count + 1, requested: nil, chance: 0.5) == nil)
        #expect(RetrySchedule.pause(after: 0, requested: nil, chance: 0.5) == nil)
    }

    @Test(arguments: [(0.0, 80), (0.5, 100), (1.0, 120)])
    func isMovedByAFifthAtMost(chance: Double, percent: Int) throws {
        let pause = try #require(RetrySchedule.pause(after: 2, requested: nil, chance: chance))
        #expect(abs(pause / .seconds(30) * 100 - Double(percent)) < 0.001)
    }

    @Test func waitsLongerWhenAskedAndNeverShorter() {
        #expect(RetrySchedule.pause(after: 1, requested: .hours(1), chance: 0) == .hours(1))
        #expect(RetrySchedule.pause(after: 1, requested: .zero, chance: 0.5) == .seconds(5))
        #expect(RetrySchedule.pause(after: 12, requested: .hours(1), chance: 0.5) == nil)
    }
}
