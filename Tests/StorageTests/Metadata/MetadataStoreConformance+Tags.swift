// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    // MARK: Tags

    @Test(arguments: MetadataStoreKind.allCases, EventRecord.Kind.allCases)
    func tagIsAViewOfTheEventsThatSetOrDeleteIt(kind: MetadataStoreKind, event: EventRecord.Kind) async throws {
        try await kind.withStore { store in
            try await store.append(.created, one, in: app, digest: digest(1), at: moment(1))
            try await store.write { [app, one] writer in
                _ = try writer.append(
                    event,
                    of: one,
                    in: app,
                    digest: digest(2),
                    previous: digest(1),
                    actor: "eve",
                    reason: nil,
                    hold: nil,
                    at: moment(2)
                )
            }
            var expected = TagRecord(
                tag: one,
                digest: digest(1),
                lastDigest: digest(1),
                changedAt: moment(1),
                changedBy: "ann"
            )
            switch event {
            case .created, .moved, .approved, .restored, .promoted, .deleted:
                expected.digest = event == .deleted ? nil : digest(2)
                expected.lastDigest = digest(2)
                expected.changedAt = moment(2)
                expected.changedBy = "eve"
            case .held, .rejected, .superseded, .expired, .observed, .imported, .pending, .signed, .keyAdded,
                .keyRetired,
                .keyRevoked, .policySet:
                break
            }
            #expect(try await store.tag(one, in: app) == expected)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func heldFirstPushMakesNoTag(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.append(.held, one, in: app)
            let tag = try await store.tag(one, in: app)
            #expect(tag == nil)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func deletedTagLeavesATombstoneThatIsNotListed(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.append(.created, one, in: app, digest: digest(1))
            try await store.append(.created, two, in: app, digest: digest(1))
            try await store.append(.deleted, one, in: app, digest: digest(1), previous: digest(1), at: moment(50))
            try await store.read { [app, one, two] reader throws in
                let tombstone = try #require(try reader.tag(one, in: app))
                #expect(tombstone.digest == nil)
                #expect(tombstone.lastDigest == digest(1))
                #expect(tombstone.changedAt == moment(50))
                #expect(try reader.tags(in: app, after: nil, limit: 9).map(\.tag) == [two])
                #expect(try reader.tags(of: digest(1), in: app) == [two])
            }
            try await store.append(.created, one, in: app, digest: digest(2), at: moment(60))
            let again = try await store.tag(one, in: app)
            #expect(again?.digest == digest(2))
            #expect(again?.lastDigest == digest(2))
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func tagsAreListedByTheirBytesInPages(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let sorted = ["0", "1.0", "1.0-a", "10", "A", "Z", "_", "a", "a-", "a.", "a0", "aA", "a_", "aa"]
            let deleted = "1"
            try await store.write { [app, other] writer in
                for text in sorted.reversed() + [deleted] { try writer.append(.created, Tag(text), in: app) }
                try writer.append(.deleted, Tag(deleted), in: app)
                try writer.append(.created, Tag("b"), in: other)
            }
            var seen: [Tag] = []
            for expected in [5, 5, 4, 0] {
                let page = try await store.read { [app, last = seen.last] in
                    try $0.tags(in: app, after: last, limit: 5)
                }
                #expect(page.count == expected)
                seen += page.map(\.tag)
            }
            #expect(seen.map(\.rawValue) == sorted)
            // A page may begin after a tag that does not exist.
            let after = try await store.read { [app] in try $0.tags(in: app, after: Tag("Y"), limit: 1) }
            #expect(after.map(\.tag.rawValue) == ["Z"])
            let none = try await store.read { [app] in try $0.tags(in: app, after: nil, limit: 0) }
            #expect(none.isEmpty)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func tagsOfAManifestAreThoseThatMeanItNow(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                for text in ["b", "a", "B", "moved"] { try writer.append(.created, Tag(text), in: app) }
                try writer.append(.moved, Tag("moved"), in: app, digest: digest(2), previous: digest(1))
                try writer.append(.created, Tag("c"), in: other)
            }
            try await store.read { [app] reader throws in
                #expect(try reader.tags(of: digest(1), in: app).map(\.rawValue) == ["B", "a", "b"])
                #expect(try reader.tags(of: digest(2), in: app).map(\.rawValue) == ["moved"])
                #expect(try reader.tags(of: digest(3), in: app).isEmpty)
                #expect(try reader.tags(of: digest(1), in: RepositoryName("no/such")).isEmpty)
            }
        }
    }

    // MARK: History

    @Test(arguments: MetadataStoreKind.allCases)
    func eventKeepsAllOfItsRecord(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let event = try await store.write { [app, one] writer in
                try writer.append(
                    .approved,
                    of: one,
                    in: app,
                    digest: digest(2, algorithm: .sha512),
                    previous: digest(1),
                    actor: "ann",
                    reason: "looks \"good\"\nüber 🦊",
                    hold: 7,
                    at: moment(4)
                )
            }
            let expected = EventRecord(
                index: 0,
                time: moment(4),
                tag: one,
                kind: .approved,
                digest: digest(2, algorithm: .sha512),
                previous: digest(1),
                actor: "ann",
                reason: "looks \"good\"\nüber 🦊",
                hold: 7
            )
            #expect(event == expected)
            let events = try await store.events(in: app)
            #expect(events == [expected])
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func timesIncreaseStrictlyPerTag(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            var times: [Timestamp] = []
            for time in [10, 10, 3, 12, 11] as [Int64] {
                times.append(try await store.append(.moved, one, in: app, at: moment(time)).time)
            }
            #expect(times == [10, 11, 12, 13, 14].map { moment($0) })
            // Another tag, and the same tag elsewhere, have times of their own.
            #expect(try await store.append(.moved, two, in: app, at: moment(1)).time == moment(1))
            #expect(try await store.append(.moved, one, in: other, at: moment(1)).time == moment(1))
            #expect(try await store.tag(one, in: app)?.changedAt == moment(14))
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func indexHasNoGapsUnderConcurrentAppends(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let events = try await withThrowingTaskGroup(of: EventRecord.self) { group in
                for number in 0..<120 {
                    group.addTask { [app, other] in
                        try await store.append(
                            .moved,
                            Tag("t\(number % 7)"),
                            in: number.isMultiple(of: 4) ? other : app,
                            digest: digest(number)
                        )
                    }
                }
                return try await group.reduce(into: [EventRecord]()) { $0.append($1) }
            }
            for (repository, count) in [(app, 90), (other, 30)] {
                let stored = try await store.events(in: repository)
                #expect(stored.map(\.index) == (0..<Int64(count)).reversed())
                #expect(Set(stored).isSubset(of: events))
                for tag in Set(stored.map(\.tag)) {
                    let times = stored.filter { $0.tag == tag }.map(\.time)
                    #expect(zip(times, times.dropFirst()).allSatisfy { $0 > $1 })
                }
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func eventsAreListedNewestFirstInPages(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other, one, two] writer in
                for index in 0..<10 { try writer.append(.moved, index.isMultiple(of: 3) ? one : two, in: app) }
                try writer.append(.moved, one, in: other)
            }
            try await store.read { [app, one, two] reader throws in
                func indexes(_ tag: Tag?, before: Int64?, limit: Int) throws -> [Int64] {
                    try reader.events(in: app, tag: tag, before: before, limit: limit).map(\.index)
                }
                #expect(try indexes(nil, before: nil, limit: 4) == [9, 8, 7, 6])
                #expect(try indexes(nil, before: 6, limit: 4) == [5, 4, 3, 2])
                #expect(try indexes(nil, before: 2, limit: 4) == [1, 0])
                #expect(try indexes(nil, before: 0, limit: 4) == [])
                #expect(try indexes(nil, before: -5, limit: 4) == [])
                #expect(try indexes(nil, before: 1_000, limit: 1) == [9])
                #expect(try indexes(one, before: nil, limit: 3) == [9, 6, 3])
                #expect(try indexes(one, before: 3, limit: 3) == [0])
                #expect(try indexes(two, before: 8, limit: 2) == [7, 5])
                #expect(try reader.lastEvent(of: two, in: app)?.index == 8)
                #expect(try reader.lastEvent(of: Tag("none"), in: app) == nil)
                #expect(try reader.lastEvent(of: one, in: RepositoryName("no/such")) == nil)
                #expect(try reader.events(in: RepositoryName("no/such"), tag: nil, before: nil, limit: 9).isEmpty)
            }
        }
    }
}
