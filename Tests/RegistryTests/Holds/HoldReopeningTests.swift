// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct HoldReopeningTests {
    @Test(arguments: Stores.allCases)
    func rejectedHoldOpensAgainAndCanBeApproved(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.reject(id, reason: "too soon", by: .ann)
            try test.advance(by: .hours(2))
            let hold = try await test.registry.reopen(id, reason: "now", by: .ann).record
            #expect(hold.state == .open)
            #expect(hold.offeredBy == "ben")
            #expect(hold.offeredAt < test.clock.now)
            #expect(hold.reopenedAt == test.clock.now)
            #expect(hold.decidedBy == nil)
            #expect(hold.decidedAt == nil)
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold?.id == id)
            #expect(try await test.push(Image("two"), as: "1.0").map(\.reason) == [.held])
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .rejected, .held, .approved])
        }
    }

    @Test(arguments: Stores.allCases)
    func reopenedHoldStandsAgainstWhatTheTagMeansNow(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let rejected = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.reject(rejected, reason: nil, by: .ann)
            let approved = try await test.hold(Image("three"), as: "1.0")
            _ = try await test.registry.approve(approved, reason: nil, by: .ann)
            let hold = try await test.registry.reopen(rejected, reason: nil, by: .ann).record
            #expect(hold.from == Image("three").digest)
            #expect(try await test.history(of: "1.0").last?.previous == Image("three").digest)
            _ = try await test.registry.approve(rejected, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func reopenedHoldOfADeletedTagStandsAgainstItsTombstone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            try await test.delete("1.0")
            let hold = try await test.registry.reopen(id, reason: nil, by: .ann).record
            #expect(hold.from == Image("one").digest)
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func isRefusedWhileAnotherIsOpen(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let superseded = try await test.hold(Image("two"), as: "1.0")
            let open = try await test.hold(Image("three"), as: "1.0")
            let before = try await test.holds(of: "1.0")
            for id in [superseded, open] {
                #expect(
                    try await refusal { _ = try await test.registry.reopen(id, reason: nil, by: .ann) } == .conflict
                )
            }
            #expect(try await test.holds(of: "1.0") == before)
        }
    }

    @Test(arguments: Stores.allCases)
    func isRefusedForWhatIsApprovedOrCurrentOrGone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0", "2.0", "3.0")
            let approved = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.approve(approved, reason: nil, by: .ann)
            let current = try await test.hold(Image("two"), as: "2.0")
            test.rule(.open)
            try await test.push(Image("two"), as: "2.0")
            test.rules([])
            let gone = try await test.hold(Image("three"), as: "3.0")
            try await test.delete(Image("three").digest)
            for id in [approved, current, gone] {
                #expect(
                    try await refusal { _ = try await test.registry.reopen(id, reason: nil, by: .ann) } == .conflict
                )
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func deadlinesRunAgainFromTheReopening(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", expire: .days(2))]) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            try test.advance(by: .days(3))
            #expect(try await test.registry.closeDueHolds() == 1)
            #expect(try await test.state(of: id) == .expired)
            _ = try await test.registry.reopen(id, reason: nil, by: .ann)
            #expect(try await test.registry.closeDueHolds() == 0)
            try test.advance(by: .days(3))
            #expect(try await test.registry.closeDueHolds() == 1)
        }
    }
}
