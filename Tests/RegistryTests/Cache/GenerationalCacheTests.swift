// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Registry

@Suite struct GenerationalCacheTests {
    private typealias Cache = GenerationalCache<String, Int>

    private func keep(_ value: Int, for key: String, cost: Int = 1, in cache: Cache) {
        cache.keep(value, for: key, cost: cost, ticket: cache.ticket())
    }

    @Test func keepsWhatItIsGiven() {
        let cache = Cache(generationCost: 100)
        #expect(cache.value(for: "a") == nil)
        keep(1, for: "a", in: cache)
        #expect(cache.value(for: "a") == 1)
        keep(2, for: "a", in: cache)
        #expect(cache.value(for: "a") == 2)
    }

    @Test func refusesAReadThatBeganBeforeAChange() {
        let cache = Cache(generationCost: 100)
        let ticket = cache.ticket()
        cache.drop(["a"])
        cache.keep(1, for: "a", cost: 1, ticket: ticket)
        #expect(cache.value(for: "a") == nil)
        // Whatever was changed: which key a read depends on is not known here.
        let other = cache.ticket()
        cache.drop(["b"])
        cache.keep(1, for: "a", cost: 1, ticket: other)
        #expect(cache.value(for: "a") == nil)
        let all = cache.ticket()
        cache.dropAll()
        cache.keep(1, for: "a", cost: 1, ticket: all)
        #expect(cache.value(for: "a") == nil)
        keep(1, for: "a", in: cache)
        #expect(cache.value(for: "a") == 1)
    }

    @Test func dropForgetsInBothGenerations() {
        let cache = Cache(generationCost: 4)
        for number in 0..<6 { keep(number, for: "\(number)", in: cache) }
        #expect(cache.value(for: "0") == 0)
        #expect(cache.value(for: "5") == 5)
        cache.drop(["0", "5"])
        #expect(cache.value(for: "0") == nil)
        #expect(cache.value(for: "5") == nil)
        cache.dropAll()
        for number in 0..<6 { #expect(cache.value(for: "\(number)") == nil) }
    }

    @Test func holdsAtMostTwoGenerations() {
        let cache = Cache(generationCost: 10)
        for number in 0..<1_000 { keep(number, for: "\(number)", in: cache) }
        let kept = (0..<1_000).filter { cache.value(for: "\($0)") != nil }
        #expect(kept.count <= 20)
        #expect(kept.contains(999))
        #expect(kept.allSatisfy { $0 >= 980 })
    }

    @Test func whatIsAskedForOutlivesItsGeneration() {
        let cache = Cache(generationCost: 10)
        keep(-1, for: "asked", in: cache)
        keep(-2, for: "forgotten", in: cache)
        for number in 0..<100 {
            keep(number, for: "\(number)", in: cache)
            #expect(cache.value(for: "asked") == -1)
        }
        #expect(cache.value(for: "forgotten") == nil)
    }

    @Test func newValueReplacesAnOlderGenerations() {
        let cache = Cache(generationCost: 4)
        keep(1, for: "a", in: cache)
        for number in 0..<5 { keep(number, for: "\(number)", in: cache) }
        keep(2, for: "a", in: cache)
        #expect(cache.value(for: "a") == 2)
    }

    @Test func whatIsTooLargeIsNotKept() {
        let cache = Cache(generationCost: 100)
        keep(1, for: "small", cost: 25, in: cache)
        keep(2, for: "large", cost: 26, in: cache)
        #expect(cache.value(for: "small") == 1)
        #expect(cache.value(for: "large") == nil)
    }
}
