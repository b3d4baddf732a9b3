// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    @Test(arguments: MetadataStoreKind.allCases)
    func holdGetsTheNextNumberAndKeepsAllOfItsRecord(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            var offered = HoldRecord(
                id: 99,
                repository: app,
                tag: one,
                from: nil,
                to: digest(2, algorithm: .sha512),
                state: .expired,
                rule: "rule \"1\"",
                offeredBy: "ci",
                offeredFrom: nil,
                offeredAt: moment(1),
                decidedBy: "clock",
                decidedAt: moment(2),
                reason: "too\nlate"
            )
            let first = try await store.write { [offered] in try $0.insertHold(offered) }
            let second = try await store.write { [app, two] in try $0.insertHold(holdRecord(of: two, in: app)) }
            #expect(first.id == 1)
            #expect(second.id == 2)
            offered.id = 1
            #expect(first == offered)
            try await store.read { [offered] reader throws in
                #expect(try reader.hold(1) == offered)
                #expect(try reader.hold(2) == second)
                for id in [0, 3, -1, .max, .min] as [Int64] { #expect(try reader.hold(id) == nil) }
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func tagHasOneOpenHoldAtMost(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let open = try await store.write { [app, one] in try $0.insertHold(holdRecord(of: one, in: app)) }
            await expect(.failure) {
                try await store.write { [app, one] in try $0.insertHold(holdRecord(of: one, in: app, to: digest(3))) }
            }
            let others = try await store.write { [app, other, one, two] writer in
                [
                    try writer.insertHold(holdRecord(of: two, in: app)),
                    try writer.insertHold(holdRecord(of: one, in: other)),
                    try writer.insertHold(holdRecord(of: one, in: app, state: .rejected)),
                    try writer.insertHold(holdRecord(of: one, in: app, state: .pending)),
                ]
            }
            try await store.read { [app, other, one, two] reader throws in
                #expect(try reader.openHold(of: one, in: app) == open)
                #expect(try reader.openHold(of: two, in: app) == others[0])
                #expect(try reader.openHold(of: one, in: other) == others[1])
                #expect(try reader.openHold(of: two, in: other) == nil)
            }

            // Nor does a decided hold become a second open one.
            var reopened = others[2]
            reopened.state = .open
            await expect(.failure) { try await store.write { [reopened] in try $0.updateHold(reopened) } }
            #expect(try await store.hold(reopened.id)?.state == .rejected)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func newerOfferSupersedesInOneChange(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            var old = try await store.write { [app, one] in try $0.insertHold(holdRecord(of: one, in: app)) }
            old.state = .superseded
            let new = try await store.write { [app, one, old] writer in
                try writer.updateHold(old)
                return try writer.insertHold(holdRecord(of: one, in: app, to: digest(3)))
            }
            #expect(try await store.openHold(of: one, in: app) == new)
            #expect(try await store.hold(old.id) == old)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func decisionIsRecorded(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            var hold = try await store.write { [app, one] in try $0.insertHold(holdRecord(of: one, in: app)) }
            hold.state = .approved
            hold.from = digest(7)
            hold.rule = "rule 2"
            hold.offeredBy = "cd"
            hold.offeredFrom = nil
            hold.offeredAt = moment(3)
            hold.decidedBy = "ann"
            hold.decidedAt = moment(4)
            hold.reason = "fine"
            try await store.write { [hold] in try $0.updateHold(hold) }
            #expect(try await store.hold(hold.id) == hold)
            #expect(try await store.openHold(of: one, in: app) == nil)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func whichChangeAHoldIsAboutNeverChanges(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let hold = try await store.write { [app, one] in try $0.insertHold(holdRecord(of: one, in: app)) }
            var changed = hold
            changed.tag = two
            changed.to = digest(9)
            changed.repository = other
            try await store.write { [changed, other, two] writer in
                try writer.updateHold(changed)
                // A hold that does not exist is not made.
                var missing = holdRecord(of: two, in: other)
                missing.id = 42
                try writer.updateHold(missing)
            }
            #expect(try await store.hold(1) == hold)
            #expect(try await store.hold(42) == nil)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func latestHoldThatOfferedADigestIsFound(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let holds = try await store.write { [app, other, one, two] writer in
                [
                    try writer.insertHold(holdRecord(of: one, in: app, to: digest(2), state: .rejected)),
                    try writer.insertHold(holdRecord(of: one, in: app, to: digest(2), state: .expired)),
                    try writer.insertHold(holdRecord(of: one, in: app, to: digest(3))),
                    try writer.insertHold(holdRecord(of: two, in: app, to: digest(2))),
                    try writer.insertHold(holdRecord(of: one, in: other, to: digest(2))),
                ]
            }
            try await store.read { [app, other, one, two] reader throws in
                #expect(try reader.latestHold(of: one, in: app, offering: digest(2)) == holds[1])
                #expect(try reader.latestHold(of: one, in: app, offering: digest(3)) == holds[2])
                #expect(try reader.latestHold(of: two, in: app, offering: digest(2)) == holds[3])
                #expect(try reader.latestHold(of: one, in: other, offering: digest(2)) == holds[4])
                #expect(try reader.latestHold(of: two, in: app, offering: digest(3)) == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func holdsAreListedNewestFirstInPages(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let all = Set(HoldRecord.State.allCases)
            try await store.write { [app, other, one, two] writer in
                for state in [.open, .pending, .approved, .rejected] as [HoldRecord.State] {
                    _ = try writer.insertHold(holdRecord(of: one, in: app, state: state))
                    _ = try writer.insertHold(holdRecord(of: two, in: other, state: state))
                }
                _ = try writer.insertHold(holdRecord(of: two, in: app))
            }
            try await store.read { [app, other, one, two] reader throws in
                func ids(
                    _ repository: RepositoryName?,
                    _ tag: Tag?,
                    _ states: Set<HoldRecord.State>,
                    before: Int64? = nil,
                    limit: Int = 100
                ) throws -> [Int64] {
                    try reader.holds(in: repository, tag: tag, states: states, before: before, limit: limit).map(\.id)
                }
                #expect(try ids(nil, nil, all) == [9, 8, 7, 6, 5, 4, 3, 2, 1])
                #expect(try ids(nil, nil, all, limit: 4) == [9, 8, 7, 6])
                #expect(try ids(nil, nil, all, before: 6, limit: 4) == [5, 4, 3, 2])
                #expect(try ids(nil, nil, all, before: 2, limit: 4) == [1])
                #expect(try ids(nil, nil, all, before: 1) == [])
                #expect(try ids(app, nil, all) == [9, 7, 5, 3, 1])
                #expect(try ids(app, one, all) == [7, 5, 3, 1])
                #expect(try ids(nil, two, all) == [9, 8, 6, 4, 2])
                #expect(try ids(nil, nil, [.open]) == [9, 2, 1])
                #expect(try ids(app, nil, [.open, .rejected], before: 9, limit: 1) == [7])
                #expect(try ids(other, two, [.approved]) == [6])
                #expect(try ids(nil, nil, [.superseded]) == [])
                #expect(try ids(nil, nil, []) == [])
            }
        }
    }
}
