// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

/// Tags of upstreams under rules that require signatures, for which no upstream is asked.
@Suite struct UpstreamObstacleTests {
    private let one = Image("one")
    private let two = Image("two")

    /// Pulls a tag whose answer is old, and waits until the upstream has said what the tag means there.
    @discardableResult
    private func pullAndHear(_ image: Image, _ front: FrontedRegistry) async throws -> UpstreamCheck {
        try front.letAnswersAge()
        let moment = front.test.clock.now
        _ = try await front.pull("1.0")
        let hasAnswered = try await eventually {
            guard let check = try await front.lastCheck(of: "1.0") else { return false }
            return check.checkedAt >= moment && check.digest == image.digest
        }
        #expect(hasAnswered)
        return try #require(try await front.lastCheck(of: "1.0"))
    }

    /// Pulls until what the upstream says was dealt with; a pull begins no check while one is under way.
    private func pullUntilSettled(_ front: FrontedRegistry) async throws {
        let moment = front.test.clock.now
        let isSettled = try await eventually {
            try front.letAnswersAge()
            _ = try await front.pull("1.0")
            guard let check = try await front.lastCheck(of: "1.0") else { return false }
            return check.checkedAt > moment && check.isSettled
        }
        #expect(isSettled)
    }

    private func requiring(change: TagAction = .allow) -> Rule {
        Rule(name: "the rule", change: change, create: .allow, require: [Requirement(keys: ["release"])])
    }

    @Test(arguments: Stores.allCases, [TagAction.allow, .hold])
    func aTagThatStaysSaysWhy(_ stores: Stores, _ change: TagAction) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.test.rule(requiring(change: change))
            try front.upstream.put(two, as: "1.0")
            let check = try await pullAndHear(two, front)
            let rule = requiring(change: change)
            #expect(check.obstacle(to: one.digest, under: rule)?.contains("requires signatures") == true)
            #expect(check.obstacle(to: two.digest, under: rule) == nil)

            // It is told once, and the tag goes on meaning what it meant.
            try await pullAndHear(two, front)
            let events = try await front.test.history(of: "1.0", in: .fronted)
            #expect(events.map(\.kind) == [.created, .observed])
            #expect(events.last?.reason?.hasPrefix("the tag stays: the rule requires signatures") == true)
            try await front.expectPulls(one, as: "1.0")
            let listed = try await front.registry.tagSummary("1.0", in: .fronted, by: .eve)
            let summary = try #require(listed.summary)
            #expect(summary.upstreamCheck?.obstacle(to: summary.record.digest, under: summary.rule) != nil)
        }
    }

    @Test(arguments: [nil, TagAction.deny])
    func aTagThatItsRuleLetsStaySaysNothing(_ change: TagAction?) async throws {
        let rule = change.map { requiring(change: $0) } ?? Rule(name: "the rule", change: .hold)
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.test.rule(rule)
            try front.upstream.put(two, as: "1.0")
            let check = try await front.pullAndCheck("1.0")
            #expect(check.obstacle(to: one.digest, under: rule) == nil)
            let observed = try await front.test.history(of: "1.0", in: .fronted).first { $0.kind == .observed }
            #expect(try #require(observed).reason == nil)
        }
    }

    @Test func aFirstPullIsRefusedWithTheSameWords() async throws {
        try await withUpstream { front in
            front.test.rule(requiring())
            try front.upstream.put(one, as: "1.0")
            let refused = try await error { try await front.pull("1.0") }
            #expect(refused?.code == .upstreamDenied)
            #expect(refused?.message.contains("requires signatures, which no upstream is asked for") == true)
        }
    }

    @Test func aTagFollowsOnceItsRepositoryIsExempt() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.test.rule(requiring())
            try front.upstream.put(two, as: "1.0")
            try await pullAndHear(two, front)
            front.test.rule(Rule(name: "the rule", change: .allow))
            try await pullUntilSettled(front)
            try await front.expectPulls(two, as: "1.0")
        }
    }

    @Test func whatAPersonRolledBackStaysSoAfterARuleThatRequiredSignaturesForAWhile() async throws {
        try await withUpstream { front in
            let open = Rule(name: "the rule", change: .allow)
            front.test.rule(open)
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            try await front.pullAndCheck("1.0")
            try await front.expectPulls(two, as: "1.0")
            try await front.test.rollBack("1.0", in: .fronted, to: .digest(one.digest))
            front.test.rule(requiring())
            try await pullAndHear(two, front)
            front.test.rule(open)
            for _ in 0..<2 { try await pullUntilSettled(front) }
            try await front.expectPulls(one, as: "1.0")
        }
    }
}
