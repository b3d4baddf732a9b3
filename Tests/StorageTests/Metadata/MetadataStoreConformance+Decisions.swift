// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    // MARK: Comparisons

    @Test(arguments: MetadataStoreKind.allCases)
    func comparisonIsFoundByBothDigestsAndReplaced(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let subject = ComparisonRecord.Subject(from: digest(1), to: digest(2))
            let record = ComparisonRecord(
                subject: subject,
                format: 3,
                madeAt: moment(5),
                summary: [0, 0xff, 7],
                document: Array("{\"schema\":\"x\"}".utf8)
            )
            try await store.write { try $0.putComparison(record) }
            #expect(try await store.read { try $0.comparison(of: subject) } == record)
            #expect(try await store.read { try $0.comparisonSummary(of: subject) } == record.withoutDocument)
            for other in [
                ComparisonRecord.Subject(from: digest(2), to: digest(1)), .init(from: nil, to: digest(2)),
                .init(from: digest(1), to: digest(1)),
            ] {
                #expect(try await store.read { try $0.comparison(of: other) } == nil)
            }

            let failed = ComparisonRecord(subject: subject, format: 4, madeAt: moment(6), failure: "no image")
            try await store.write { try $0.putComparison(failed) }
            #expect(try await store.read { try $0.comparison(of: subject) } == failed)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func comparisonWithNothingBeforeIsOneOfItsOwn(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let subject = ComparisonRecord.Subject(from: nil, to: digest(2))
            let record = ComparisonRecord(subject: subject, format: 1, madeAt: moment(5))
            try await store.write { writer in
                try writer.putComparison(record)
                #expect(try writer.comparison(of: subject) == record)
                #expect(try writer.comparison(of: .init(from: digest(1), to: digest(2))) == nil)
            }
        }
    }

    // MARK: Deliveries

    @Test(arguments: MetadataStoreKind.allCases)
    func deliveryIsDueWhenItsTimeHasComeAndKeepsWhatItSays(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { writer in
                let late = try writer.insertDelivery(delivery("a", at: 9))
                let early = try writer.insertDelivery(delivery("a", at: 3))
                let other = try writer.insertDelivery(delivery("b", at: 3))
                #expect([late.id, early.id, other.id] == [1, 2, 3])
                #expect(try writer.delivery(2) == early)
                #expect(try writer.dueDeliveries(to: "a", at: moment(2), limit: 10).isEmpty)
                #expect(try writer.dueDeliveries(to: "a", at: moment(3), limit: 10) == [early])
                #expect(try writer.dueDeliveries(to: "a", at: moment(9), limit: 10) == [early, late])
                #expect(try writer.dueDeliveries(to: "a", at: moment(9), limit: 1) == [early])

                var changed = early
                changed.state = .dead
                changed.attempts = 4
                changed.lastAttemptAt = moment(8)
                changed.failure = "500"
                var claimed = changed
                claimed.facts = [1]
                claimed.endpoint = "c"
                try writer.updateDelivery(claimed)
                #expect(try writer.delivery(2) == changed)
                #expect(try writer.dueDeliveries(to: "a", at: moment(9), limit: 10) == [late])
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func deliveriesAreListedNewestFirstAndCounted(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { writer in
                #expect(try writer.deliveryCounts().isEmpty)
                for number in 1...5 {
                    var delivery = delivery("a", at: Int64(number))
                    delivery.state = number.isMultiple(of: 2) ? .dead : .waiting
                    _ = try writer.insertDelivery(delivery)
                }
                #expect(try writer.deliveries(in: nil, before: nil, limit: 10).map(\.id) == [5, 4, 3, 2, 1])
                #expect(try writer.deliveries(in: .dead, before: nil, limit: 10).map(\.id) == [4, 2])
                #expect(try writer.deliveries(in: .waiting, before: 5, limit: 1).map(\.id) == [3])
                #expect(try writer.deliveryCounts() == [.waiting: 3, .dead: 2])
                #expect(try writer.removeDelivery(5))
                #expect(try writer.removeDelivery(5) == false)
                // A number is never given to another message.
                #expect(try writer.insertDelivery(delivery("a", at: 1)).id == 6)
            }
        }
    }

    private func delivery(_ endpoint: String, at time: Int64) -> DeliveryRecord {
        DeliveryRecord(
            endpoint: endpoint,
            message: "msg_\(time)",
            event: "held",
            facts: Array("{}".utf8),
            createdAt: moment(1),
            nextAttemptAt: moment(time)
        )
    }

    // MARK: Tags that meant a digest

    @Test(arguments: MetadataStoreKind.allCases)
    func tagsThatEverMeantADigestAreFound(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other, one, two] writer in
                try writer.append(.created, two, in: app, digest: digest(1))
                try writer.append(.moved, two, in: app, digest: digest(2), previous: digest(1))
                try writer.append(.created, one, in: app, digest: digest(1))
                try writer.append(.deleted, one, in: app, digest: digest(1), previous: digest(1))
                try writer.append(.held, one, in: app, digest: digest(3), previous: digest(1))
                try writer.append(.created, one, in: other, digest: digest(3))
                #expect(try writer.tags(everMeaning: digest(1), in: app) == [one, two])
                #expect(try writer.tags(everMeaning: digest(2), in: app) == [two])
                #expect(try writer.tags(everMeaning: digest(3), in: app).isEmpty)
                #expect(try writer.tags(everMeaning: digest(3), in: other) == [one])
            }
        }
    }
}
