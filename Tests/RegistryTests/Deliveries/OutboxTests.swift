// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

/// The bound of the outbox, what becomes of attempts, and what was given up.
@Suite struct OutboxTests {
    @Test(arguments: Stores.allCases)
    func aFullOutboxGivesUpMessagesAndRefusesNoPush(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a"), .all("b")], capacity: 3)
            for name in ["1", "2", "3"] { try await test.push(Image(name), as: try Tag(name)) }
            let told = try await test.deliveries()
            #expect(told.map(\.state) == [.waiting, .waiting, .waiting, .dead, .dead, .dead])
            #expect(told.compactMap(\.failure) == Array(repeating: "the outbox was full", count: 3))

            // What waits is counted anew after a restart, and room is made by what arrives.
            let restarted = try await test.reopened()
            try await restarted.push(Image("4"), as: "4")
            #expect(try await test.deliveries().suffix(2).map(\.state) == [.dead, .dead])
            try await restarted.registry.recordAttempt(of: told[0].id, at: test.clock.now, .delivered)
            try await restarted.push(Image("5"), as: "5")
            #expect(try await test.deliveries().suffix(2).map(\.state) == [.waiting, .dead])
        }
    }

    @Test(arguments: Stores.allCases)
    func attemptsAreRecorded(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a")])
            for name in ["1", "2", "3"] { try await test.push(Image(name), as: try Tag(name)) }
            let told = try await test.deliveries()
            let later = test.clock.now.advanced(by: .hours(1))
            let registry = test.registry
            try await registry.recordAttempt(of: told[0].id, at: test.clock.now, .delivered)
            try await registry.recordAttempt(of: told[1].id, at: test.clock.now, .postponed("why", until: later))
            try await registry.recordAttempt(of: told[2].id, at: test.clock.now, .givenUp("gone"))
            // An answer that comes after a message was given up changes nothing.
            try await registry.recordAttempt(of: told[2].id, at: later, .delivered)
            let left = try await test.deliveries()
            #expect(left.map(\.state) == [.waiting, .dead])
            #expect(left.map(\.failure) == ["why", "gone"])
            #expect(left.map(\.attempts) == [1, 1])
            #expect(left.first?.nextAttemptAt == later)
            #expect(try await registry.waitingDeliveries(to: "a", limit: 10).map(\.id) == [told[1].id])
        }
    }

    @Test(arguments: Stores.allCases)
    func whatWasGivenUpCanBeSentAgain(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a"), .all("b")])
            try await test.push(Image("1"), as: "1")
            try await test.push(Image("2"), as: "2")
            let told = try await test.deliveries()
            for delivery in told {
                try await test.registry.recordAttempt(of: delivery.id, at: test.clock.now, .givenUp("gone"))
            }
            let one = try await test.registry.retryDelivery(told[0].id, by: .ann)
            #expect(one.record.state == .waiting)
            #expect(one.record.attempts == 0)
            #expect(one.record.message == told[0].message)
            #expect(one.endpoint == "https://a.example")
            test.tell([.all("a")])
            #expect(try await test.registry.retryDeadDeliveries(by: .ann) == 1)
            #expect(try await refusal { _ = try await test.registry.retryDelivery(told[1].id, by: .ann) } == .conflict)
            #expect(try await refusal { _ = try await test.registry.retryDelivery(99, by: .ann) } == .deliveryUnknown)
            let dead = try await test.registry.deliveries(in: .dead, before: nil, limit: 10, by: .ann)
            #expect(dead.map(\.endpoint) == [nil, nil])
        }
    }

    @Test func sendingAgainKeepsToTheBound() async throws {
        try await withRegistry(.memory) { test in
            test.tell([.all("a")], capacity: 2)
            for name in ["1", "2", "3", "4"] { try await test.push(Image(name), as: try Tag(name)) }
            let told = try await test.deliveries()
            #expect(try await refusal { _ = try await test.registry.retryDelivery(told[3].id, by: .ann) } == .conflict)
            try await test.registry.recordAttempt(of: told[0].id, at: test.clock.now, .delivered)
            #expect(try await test.registry.retryDeadDeliveries(by: .ann) == 1)
            #expect(try await test.deliveries().map(\.state) == [.waiting, .dead, .waiting])
        }
    }

    @Test func onlyAdministratorsSeeAndSendThem() async throws {
        try await withRegistry(.memory) { test in
            let registry = test.registry
            for caller in [Caller.ben, .nobody] {
                let list = try await refusal {
                    _ = try await registry.deliveries(in: nil, before: nil, limit: 1, by: caller)
                }
                let one = try await refusal { _ = try await registry.retryDelivery(1, by: caller) }
                let all = try await refusal { _ = try await registry.retryDeadDeliveries(by: caller) }
                #expect([list, one, all] == [.rightMissing, .rightMissing, .rightMissing])
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func tidyingGivesUpOrphansAndForgetsWhatIsOld(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.tell([.all("a"), .all("b")])
            try await test.push(Image("1"), as: "1")
            test.tell([.all("a")])
            try await test.registry.tidyDeliveries()
            let told = try await test.deliveries()
            #expect(told.map(\.state) == [.waiting, .dead])
            #expect(told.last?.failure == "the endpoint is no longer configured")
            try test.advance(by: .days(30))
            try await test.registry.tidyDeliveries()
            #expect(try await test.deliveries().count == 2)
            try test.advance(by: .seconds(1))
            try await test.registry.tidyDeliveries()
            #expect(try await test.deliveries().map(\.endpoint) == ["a"])
        }
    }

    @Test func tidyingKeepsTheNewestOfWhatWasGivenUp() async throws {
        try await withRegistry(.memory) { test in
            test.tell([.all("a")], capacity: 1)
            for name in ["1", "2", "3", "4"] { try await test.push(Image(name), as: try Tag(name)) }
            let told = try await test.deliveries()
            try await test.registry.tidyDeliveries()
            #expect(try await test.deliveries().map(\.id) == [told[0].id, told[3].id])
        }
    }

    @Test func figuresAreToldByState() async throws {
        try await withRegistry(.memory) { test in
            test.tell([.all("a")], capacity: 1)
            try await test.push(Image("1"), as: "1")
            try await test.push(Image("2"), as: "2")
            try await test.push(Image("3"), as: "3")
            let gauges = try await test.registry.gauges().filter { $0.name == "holdfast_deliveries" }
            #expect(gauges.map { $0.labels.map(\.value) } == [["waiting"], ["dead"]])
            #expect(gauges.map(\.value) == [1, 2])
        }
    }

    @Test func theBellWakesWhoWaitsAndNobodyTwice() async throws {
        let bell = Bell()
        let rings = bell.rings
        await withDiscardingTaskGroup { group in
            for _ in 1...3 { group.addTask { await bell.wait(after: rings) } }
            bell.ring()
        }
        // It rang already: nobody waits.
        await bell.wait(after: rings)
        let waiter = Task { await bell.wait(after: bell.rings) }
        waiter.cancel()
        await waiter.value
    }
}
