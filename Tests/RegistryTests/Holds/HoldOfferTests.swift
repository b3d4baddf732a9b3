// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct HoldOfferTests {
    @Test(arguments: Stores.allCases)
    func newerOfferSupersedesTheOlder(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let first = try await test.hold(Image("two"), as: "1.0", by: .ben)
            let second = try await test.hold(Image("three"), as: "1.0", by: .bea)
            #expect(first != second)
            #expect(try await test.holds(of: "1.0").map(\.state) == [.superseded, .open])
            #expect(try await test.holds(of: "1.0").map(\.decidedBy) == ["bea", nil])
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .superseded, .held])
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold?.id == second)
            // The older offer again is a new one.
            let third = try await test.hold(Image("two"), as: "1.0", by: .ben)
            #expect(![first, second].contains(third))
            #expect(try await test.holds(of: "1.0").map(\.state) == [.superseded, .superseded, .open])
            _ = try await test.registry.approve(third, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func heldDigestAgainIsTheSameHold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            let before = try await test.holds(of: "1.0")
            try test.advance(by: .hours(1))
            #expect(try await test.hold(Image("two"), as: "1.0", by: .bea) == id)
            #expect(try await test.holds(of: "1.0") == before)
            #expect(try await test.kinds(of: "1.0") == [.created, .held])
        }
    }

    @Test(arguments: Stores.allCases)
    func currentDigestAgainLeavesTheHoldOpen(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.push(Image("one"), as: "1.0") == [])
            #expect(try await test.state(of: id) == .open)
            #expect(try await test.kinds(of: "1.0") == [.created, .held])
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == Image("two").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func moveByAnAllowingRuleSupersedesTheHold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            test.rule(.open)
            #expect(try await test.push(Image("three"), as: "1.0") == [])
            #expect(try await test.state(of: id) == .superseded)
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .superseded, .moved])
            #expect(try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .conflict)
            #expect(try await test.meaning(of: "1.0") == Image("three").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func deletionOfTheTagSupersedesTheHold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0", "2.0")
            let first = try await test.hold(Image("two"), as: "1.0")
            let second = try await test.hold(Image("two"), as: "2.0")
            try await test.delete("1.0")
            #expect(try await test.state(of: first) == .superseded)
            #expect(try await test.state(of: second) == .open)
            try await test.delete(Image("one").digest)
            #expect(try await test.state(of: second) == .superseded)
            for id in [first, second] {
                #expect(
                    try await refusal { _ = try await test.registry.approve(id, reason: nil, by: .ann) } == .conflict
                )
            }
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .superseded, .deleted])
        }
    }

    @Test(arguments: Stores.allCases)
    func refusalNeverTouchesAnOpenHold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            test.rule(Rule(name: "frozen", change: .deny))
            #expect(try await test.push(Image("three"), as: "1.0").map(\.reason) == [.forbidden])
            #expect(try await test.state(of: id) == .open)
            #expect(try await test.kinds(of: "1.0") == [.created, .held])
        }
    }

    @Test(arguments: Stores.allCases)
    func listingIsNewestFirstAndPaged(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "new", create: .hold)]) { test in
            try await test.upload(Image("one"))
            var ids: [Int64] = []
            for number in 0..<7 {
                let refusals = try await test.put(Image("one"), as: [try Tag("v\(number)")])
                ids.append(try #require(refusals.first?.hold))
            }
            _ = try await test.registry.reject(ids[3], reason: nil, by: .ann)
            let open = ids.filter { $0 != ids[3] }.reversed()
            let first = try await test.registry.holds(states: [.open], limit: 4, by: .eve)
            #expect(first.map(\.record.id) == Array(open.prefix(4)))
            let rest = try await test.registry.holds(
                states: [.open],
                before: first.last?.record.id,
                limit: 4,
                by: .eve
            )
            #expect(rest.map(\.record.id) == Array(open.dropFirst(4)))
            #expect(try await test.registry.holds(tag: "v3", states: [.open], limit: 4, by: .eve) == [])
            #expect(try await test.registry.holds(states: [], limit: 4, by: .eve) == [])
        }
    }
}
