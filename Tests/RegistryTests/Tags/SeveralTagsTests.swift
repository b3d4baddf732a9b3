// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct SeveralTagsTests {
    @Test(arguments: Stores.allCases)
    func allMoveWhenAllMay(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            try await test.push(Image("one"), as: "old")
            #expect(try await test.push(Image("two"), as: "new", "old", "third") == [])
            for tag: Tag in ["new", "old", "third"] {
                #expect(try await test.meaning(of: tag) == Image("two").digest)
            }
            #expect(try await test.kinds(of: "old") == [.created, .moved])
        }
    }

    @Test(arguments: Stores.allCases)
    func noneMovesWhenOneIsHeldAndEachThatWaitsGetsOneHold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "a", "b", "same-after")
            try await test.push(Image("two"), as: "c")
            let refusals = try await test.push(Image("two"), as: "new", "a", "c", "b")
            #expect(refusals.map(\.tag) == ["a", "b"])
            #expect(refusals.map(\.reason) == [.held, .held])
            #expect(Set(refusals.map(\.hold)).count == 2)
            #expect(try await test.meaning(of: "new") == nil)
            #expect(try await test.kinds(of: "new") == [])
            #expect(try await test.meaning(of: "a") == Image("one").digest)
            #expect(try await test.meaning(of: "b") == Image("one").digest)
            #expect(try await test.kinds(of: "c") == [.created])
            #expect(try await test.holds(of: "new") == [])
            #expect(try await test.holds(of: "c") == [])
            // Again: the same holds, no new events.
            #expect(try await test.push(Image("two"), as: "new", "a", "c", "b") == refusals)
            #expect(try await test.kinds(of: "a") == [.created, .held])
        }
    }

    @Test(arguments: Stores.allCases)
    func noneMovesWhenOneIsForbiddenAndTheOthersAreStillHeld(_ stores: Stores) async throws {
        let rules = [Rule(name: "frozen", tags: [try Glob("frozen")], change: .deny), Rule(name: "rest")]
        try await withRegistry(stores, rules) { test in
            try await test.push(Image("one"), as: "frozen", "held")
            let refusals = try await test.push(Image("two"), as: "new", "frozen", "held")
            #expect(refusals.map(\.tag) == ["frozen", "held"])
            #expect(refusals.map(\.reason) == [.forbidden, .held])
            #expect(try await test.holds(of: "frozen") == [])
            #expect(try await test.holds(of: "held").map(\.state) == [.open])
            #expect(try await test.meaning(of: "new") == nil)
            #expect(try await test.meaning(of: "frozen") == Image("one").digest)
            #expect(try await test.meaning(of: "held") == Image("one").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func oneTagNamedTwiceCountsOnce(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.upload(Image("one"))
            let receipt = try await test.registry.putManifest(
                ManifestPush(
                    repository: .app,
                    reference: .tag("a"),
                    tags: ["b", "a", "b"],
                    bytes: Image("one").bytes,
                    mediaType: .imageManifest
                ),
                by: .ben
            )
            #expect(receipt.tags == ["a", "b"])
            #expect(try await test.history(of: nil).map(\.kind) == [.created, .created])
        }
    }

    @Test(arguments: Stores.allCases)
    func preconditionHoldsForEveryTagOrNothingHappens(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "a")
            let code = try await refusal {
                _ = try await test.push(Image("two"), as: "b", "a", precondition: .absent)
            }
            #expect(code == .preconditionFailed)
            #expect(try await test.meaning(of: "b") == nil)
            #expect(try await test.holds(of: "a") == [])
            #expect(try await test.pullRefusal(Image("two").digest) == .manifestUnknown)
        }
    }
}
