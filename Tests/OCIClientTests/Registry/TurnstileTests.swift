// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import OCIClient

@Suite struct TurnstileTests {
    @Test func letsTheNextOneInWhenAPlaceIsGivenBack() async throws {
        let turnstile = Turnstile()
        let first = try await turnstile.enter("a", limit: 1)
        async let second = turnstile.enter("a", limit: 1)
        first.leave()
        first.leave()
        let pass = try await second
        pass.leave()
        _ = try await turnstile.enter("a", limit: 1)
    }

    @Test func givesAPlaceBackThatNobodyHolds() async throws {
        let turnstile = Turnstile()
        _ = try await turnstile.enter("a", limit: 1)
        _ = try await turnstile.enter("a", limit: 1)
    }

    @Test func keepsGatesApart() async throws {
        let turnstile = Turnstile()
        let first = try await turnstile.enter("a", limit: 1)
        let second = try await turnstile.enter("b", limit: 1)
        first.leave()
        second.leave()
    }

    @Test func neverLetsMoreInThanTheLimit() async throws {
        let turnstile = Turnstile()
        let inside = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let pass = try await turnstile.enter("a", limit: 3)
                    inside.enter()
                    await Task.yield()
                    inside.leave()
                    pass.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.most <= 3)
        #expect(inside.most > 0)
    }

    @Test func stopsWaitingWhenItIsCancelled() async throws {
        let turnstile = Turnstile()
        let first = try await turnstile.enter("a", limit: 1)
        let waiting = Task { _ = try await turnstile.enter("a", limit: 1) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        first.leave()
        _ = try await turnstile.enter("a", limit: 1)
    }
}
