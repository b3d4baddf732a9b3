// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

/// What is put into the outbox, by the change that is announced.
@Suite struct AnnouncementTests {
    @Test(arguments: Stores.allCases)
    func everythingThatHappensToATagIsTold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")])
            try await test.push(Image("one"), as: "1.0")
            let first = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.reject(first, reason: nil, by: .ann)
            _ = try await test.registry.reopen(first, reason: nil, by: .ann)
            _ = try await test.registry.approve(first, reason: nil, by: .ann)
            _ = try await test.hold(Image("three"), as: "1.0")
            _ = try await test.hold(Image("four"), as: "1.0")
            try await test.delete("1.0")
            test.tell([.all("a")], under: [Rule(name: "r", change: .allow)])
            try await test.push(Image("five"), as: "1.0")
            try await test.push(Image("six"), as: "1.0")
            #expect(
                try await test.told() == [
                    "created", "held", "rejected", "held", "approved", "held", "superseded", "held", "superseded",
                    "deleted", "created", "moved",
                ]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func decisionsMadeByTimeAreTold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")], under: [Rule(name: "r", expire: .days(1))])
            try await test.push(Image("one"), as: "1.0")
            _ = try await test.hold(Image("two"), as: "1.0")
            try test.advance(by: .days(1))
            _ = try await test.registry.closeDueHolds()
            #expect(try await test.told() == ["created", "held", "expired"])
        }
    }

    @Test(arguments: Stores.allCases)
    func everyoneIsToldWhatTheyAskedForAlone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            var decisions = Subscription.all("b")
            decisions.events = [.held, .approved]
            test.tell([.all("a"), decisions])
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            let told = try await test.deliveries()
            #expect(told.filter { $0.endpoint == "a" }.map(\.event) == ["created", "held", "approved"])
            #expect(told.filter { $0.endpoint == "b" }.map(\.event) == ["held", "approved"])
            #expect(Set(told.map(\.message)).count == told.count)
            #expect(told.allSatisfy { $0.state == .waiting && $0.attempts == 0 && $0.nextAttemptAt == $0.createdAt })
        }
    }

    @Test(arguments: Stores.allCases)
    func aHoldIsToldWithAllThatIsKnownOfIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")], publicURL: "https://registry.example.com", under: [Rule(name: "rule 7")])
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            let facts = try await test.facts()
            let held = try #require(try await test.history(of: "1.0").last)
            #expect(
                facts
                    == .object([
                        "event": .string("held"), "time": .string(held.time.rfc3339),
                        "repository": .string("team/app"), "tag": .string("1.0"),
                        "digest": .string(Image("two").digest.rawValue),
                        "previous": .string(Image("one").digest.rawValue),
                        "actor": .string("ben"), "client": .string("192.0.2.7"), "reason": .null,
                        "index": .integer(held.index), "hold": .integer(id), "rule": .string("rule 7"),
                        "offeredBy": .string("ben"), "offeredFrom": .string("192.0.2.7"),
                        "url": .string("https://registry.example.com/holds/\(id)"),
                    ])
            )
            _ = try await test.registry.approve(id, reason: "a planned rebuild", by: .ann)
            let approval = try await test.facts()
            #expect(approval["actor"]?.string == "ann")
            #expect(approval["client"] == .null)
            #expect(approval["reason"]?.string == "a planned rebuild")
            #expect(approval["offeredBy"]?.string == "ben")
        }
    }

    @Test(arguments: Stores.allCases)
    func aChangeThatFailsIsNotTold(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")])
            let code = try await refusal {
                try await test.push(Image("one"), as: "1.0", precondition: .present)
            }
            #expect(code == .preconditionFailed)
            #expect(try await test.told() == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func nobodyIsToldWhereNobodyAsked(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            _ = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.told() == [])
        }
    }

    @Test func damageIsToldOnceAndAgainWhenItReturns() async throws {
        try await withRegistry(.disk) { test in
            test.tell([.all("a")])
            let image = Image("one")
            try await test.push(image, as: "1.0")
            let files = try #require(test.files)
            try test.advance(by: .hours(1))
            try files.flipByte(of: image.blobDigests[1])
            try test.advance(by: .hours(1))
            _ = try await test.registry.scrub(by: .ann)
            _ = try await test.registry.scrub(by: .ann)
            _ = try await test.reopened().registry.scrub(by: .ann)
            #expect(try await test.told() == ["created", "corrupt"])
            #expect(
                try await test.facts()
                    == .object([
                        "event": .string("corrupt"), "time": .string(test.clock.now.rfc3339),
                        "digest": .string(image.blobDigests[1].rawValue),
                        "repositories": .array([.string("team/app")]),
                    ])
            )
            try test.advance(by: .hours(1))
            try await test.push(image, as: "1.0")
            try files.flipByte(of: image.blobDigests[1])
            try test.advance(by: .hours(1))
            _ = try await test.registry.scrub(by: .ann)
            #expect(try await test.told() == ["created", "corrupt", "corrupt"])
        }
    }
}
