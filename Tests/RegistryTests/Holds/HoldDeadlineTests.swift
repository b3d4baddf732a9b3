// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Storage
import Testing

@testable import Registry

@Suite struct HoldDeadlineTests {
    @Test(arguments: Stores.allCases)
    func holdExpiresWhenNobodyDecides(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", expire: .days(30))]) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.registry.hold(id, by: .eve).expiresAt == test.clock.now.advanced(by: .days(30)))
            try test.advance(by: .days(30) - .microseconds(1))
            #expect(try await test.registry.closeDueHolds() == 0)
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold?.id == id)
            try test.advance(by: .microseconds(1))
            #expect(try await test.registry.closeDueHolds() == 1)
            #expect(try await test.registry.closeDueHolds() == 0)
            let hold = try await test.registry.hold(id, by: .eve)
            #expect(hold.record.state == .expired)
            #expect(hold.record.decidedBy == "holdfast")
            #expect(hold.expiresAt == nil)
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold == nil)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .expired])
            // What nobody decided about is no rejection: it may be offered again.
            #expect(try await test.hold(Image("two"), as: "1.0") != id)
        }
    }

    @Test(arguments: Stores.allCases)
    func holdIsReleasedWhenNobodyRejectsIt(_ stores: Stores) async throws {
        let rules = [Rule(name: "r", releaseAfter: .days(7))]
        try await withRegistry(stores, rules, approvals: .distinct) { test in
            try await test.push(Image("one"), as: "1.0", "2.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            let rejected = try await test.hold(Image("two"), as: "2.0")
            _ = try await test.registry.reject(rejected, reason: nil, by: .ann)
            #expect(try await test.pullRefusal(Image("two").digest) == .held)
            try test.advance(by: .days(7))
            #expect(try await test.registry.closeDueHolds() == 1)
            #expect(try await test.state(of: id) == .approved)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
            #expect(try await test.meaning(of: "2.0") == Image("one").digest)
            try await test.expectPulls(Image("two"))
            let event = try #require(try await test.history(of: "1.0").last)
            #expect(event.kind == .approved)
            #expect(event.actor == "holdfast")
            #expect(event.previous == Image("one").digest)
        }
    }

    @Test(arguments: Stores.allCases, [(3, 5), (5, 3), (4, 4)])
    func earlierDeadlineCountsWhenBothHavePassed(_ stores: Stores, _ days: (expire: Int, release: Int)) async throws {
        let rules = [Rule(name: "r", expire: .days(days.expire), releaseAfter: .days(days.release))]
        try await withRegistry(stores, rules) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            try test.advance(by: .days(10))
            #expect(try await test.registry.closeDueHolds() == 1)
            let isReleased = days.release <= days.expire
            #expect(try await test.state(of: id) == (isReleased ? .approved : .expired))
            #expect(try await test.meaning(of: "1.0") == Image(isReleased ? "two" : "one").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func deadlinesFollowTheRuleInForce(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", releaseAfter: .days(7))]) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            try test.advance(by: .days(8))
            let stopped = [
                Rule(name: "no release any more"),
                Rule(name: "frozen", change: .deny, releaseAfter: .days(7)),
            ]
            for rule in stopped {
                test.rule(rule)
                #expect(try await test.registry.hold(id, by: .eve).releaseAt == nil)
                #expect(try await test.registry.closeDueHolds() == 0)
            }
            test.rule(Rule(name: "signed", releaseAfter: .days(7), require: [Requirement(keys: ["release"])]))
            _ = try await test.registry.closeDueHolds()
            #expect(try await test.state(of: id) == .open)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            test.rule(Rule(name: "again", releaseAfter: .days(9)))
            #expect(try await test.registry.closeDueHolds() == 0)
            try test.advance(by: .days(1))
            #expect(try await test.registry.closeDueHolds() == 1)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
        }
    }

    /// The part of the rule that held the push decides whether time releases it.
    @Test(arguments: Stores.allCases, [TagAction.allow, .deny])
    func heldCreationIsReleasedWhateverTheRuleSaysOfChanges(_ stores: Stores, _ change: TagAction) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.delete("1.0")
            test.rule(Rule(name: "r", change: change, create: .hold, releaseAfter: .days(7)))
            let recreated = try await test.hold(Image("one"), as: "1.0")
            let first = try await test.hold(Image("one"), as: "2.0")
            try test.advance(by: .days(7))
            #expect(try await test.registry.closeDueHolds() == 2)
            #expect(try await test.state(of: recreated) == .approved)
            #expect(try await test.state(of: first) == .approved)
        }
    }

    @Test(arguments: Stores.allCases)
    func heldCreationIsNotReleasedOnceTheRuleForbidsCreation(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.delete("1.0")
            test.rule(Rule(name: "r", create: .hold, releaseAfter: .days(7)))
            let recreated = try await test.hold(Image("one"), as: "1.0")
            test.rule(Rule(name: "r", change: .hold, create: .deny, releaseAfter: .days(7)))
            try test.advance(by: .days(7))
            #expect(try await test.registry.closeDueHolds() == 0)
            #expect(try await test.state(of: recreated) == .open)
            #expect(try await test.meaning(of: "1.0") == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func releaseOfContentThatIsGoneClosesTheHold(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", releaseAfter: .days(7))]) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            // Content does not vanish under an open hold; should it, time must not make the tag mean nothing.
            _ = try await test.metadata.write { try $0.removeManifest(Image("two").digest, in: .app) }
            try test.advance(by: .days(8))
            _ = try await test.registry.closeDueHolds()
            #expect(try await test.state(of: id) == .superseded)
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func releaseOfATagThatMovedClosesTheHold(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", releaseAfter: .days(7))]) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            // Every move closes the hold; should one not have, time must not undo it.
            try await test.push(Image("three"), as: "other")
            let moment = test.clock.now
            try await test.registry.metadata.write(from: nil) { store in
                _ = try store.append(
                    .moved,
                    of: "1.0",
                    in: .app,
                    digest: Image("three").digest,
                    previous: Image("one").digest,
                    actor: "ben",
                    reason: nil,
                    hold: nil,
                    at: moment
                )
            }
            #expect(try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .conflict)
            try test.advance(by: .days(8))
            _ = try await test.registry.closeDueHolds()
            #expect(try await test.state(of: id) == .superseded)
            #expect(
                try await test.registry.manifest(.tag("other"), in: .app, by: .eve).manifest.digest
                    == Image("three").digest
            )
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .moved, .superseded])
        }
    }
}
