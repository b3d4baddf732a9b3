// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import OCIClient

@Suite struct HostPatienceTests {
    private static func error(_ code: ClientError.Code, isUnanswered: Bool = false) -> ClientError {
        var error = ClientError(code, "could not read x", registryWords: "no", advice: "Wait.", retryAfter: 7)
        error.isUnanswered = isUnanswered
        return error
    }

    private func refusal(
        after errors: [ClientError?],
        limit: RateLimit? = nil,
        floor: Int64 = 10
    ) -> ClientError? {
        var patience = HostPatience()
        for error in errors { patience.note(error) }
        return patience.refusal(of: "h/app:1", host: "h", limit: limit, floor: floor)
    }

    @Test func endsWithTheSecondQuestionInARowWithoutAnswer() {
        let silence = Self.error(.unavailable, isUnanswered: true)
        #expect(refusal(after: []) == nil)
        #expect(refusal(after: [silence]) == nil)
        #expect(refusal(after: [silence, nil, silence]) == nil)
        #expect(refusal(after: [silence, Self.error(.notFound), silence]) == nil)
        let end = refusal(after: [silence, silence])
        #expect(end?.code == .unavailable)
        #expect(end?.message == "h/app:1 was not asked for: h failed 2 times in a row")
        #expect(end?.reason == "could not read x; the registry says: no")
        #expect(end?.advice == "Wait.")
    }

    @Test func staysClosedWhenALateAnswerComes() {
        let silence = Self.error(.unavailable, isUnanswered: true)
        #expect(refusal(after: [silence, silence, nil])?.code == .unavailable)
    }

    @Test func bearsMoreFailuresThatAreAnswered() {
        let failure = Self.error(.unavailable)
        #expect(refusal(after: [ClientError?](repeating: failure, count: 7)) == nil)
        #expect(refusal(after: [ClientError?](repeating: failure, count: 8))?.code == .unavailable)
    }

    @Test(arguments: [ClientError.Code.notFound, .unauthenticated, .forbidden, .integrity, .malformed, .unsupported])
    func bearsEveryRefusal(code: ClientError.Code) {
        #expect(refusal(after: [ClientError?](repeating: Self.error(code), count: 50)) == nil)
    }

    @Test func endsWhenTheRegistryAsksForAPause() {
        let end = refusal(after: [Self.error(.rateLimited)])
        #expect(end?.code == .rateLimited)
        #expect(end?.retryAfter == 7)
        #expect(end?.message == "h/app:1 was not asked for: h asked for a pause")
    }

    @Test(arguments: [(11, true), (10, false), (0, false)])
    func leavesWhatIsAtTheFloor(remaining: Int64, mayAsk: Bool) {
        let limit = RateLimit(limit: 100, remaining: remaining, window: nil)
        let end = refusal(after: [], limit: limit)
        #expect((end == nil) == mayAsk)
        #expect(mayAsk || end?.message == "h/app:1 was not asked for: h grants only \(remaining) more requests")
    }
}
