// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    @Test(arguments: MetadataStoreKind.allCases)
    func logKeepsItsEntriesInTheirOrder(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                #expect(try writer.logHead(of: app) == nil)
                #expect(try writer.logEntries(of: app, from: 0, limit: 10) == [])
                for index in 0..<5 { try writer.putLogEntry([UInt8(index), 0, 255], at: Int64(index), of: app) }
                try writer.putLogEntry([9], at: 0, of: other)
            }
            try await store.read { [app, other] reader throws in
                let entries: [[UInt8]] = [[0, 0, 255], [1, 0, 255], [2, 0, 255], [3, 0, 255], [4, 0, 255]]
                #expect(try reader.logEntries(of: app, from: 0, limit: 10) == entries)
                #expect(try reader.logEntries(of: app, from: 3, limit: 1) == [entries[3]])
                #expect(try reader.logEntries(of: app, from: 5, limit: 10) == [])
                #expect(try reader.logEntries(of: other, from: 0, limit: 10) == [[9]])
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func entryOfALogIsNeverWrittenTwice(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] in try $0.putLogEntry([1], at: 0, of: app) }
            await #expect(throws: StoreError.self) {
                try await store.write { [app] in try $0.putLogEntry([2], at: 0, of: app) }
            }
            let entries = try await store.read { [app] in try $0.logEntries(of: app, from: 0, limit: 10) }
            #expect(entries == [[1]])
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func tilesGrowByOneHashAtATime(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let hashes = (0..<3).map { [UInt8](repeating: UInt8($0), count: 32) }
            try await store.write { [app] writer in
                for hash in hashes { try writer.appendLogHash(hash, toTile: 7, level: 0, of: app) }
                try writer.appendLogHash(hashes[2], toTile: 7, level: 1, of: app)
            }
            try await store.read { [app, other] reader throws in
                #expect(try reader.logTile(7, level: 0, of: app) == hashes[0] + hashes[1] + hashes[2])
                #expect(try reader.logTile(7, level: 1, of: app) == hashes[2])
                #expect(try reader.logTile(6, level: 0, of: app) == nil)
                #expect(try reader.logTile(7, level: 0, of: other) == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func headOfALogKeepsAllOfItsRecordAndIsReplaced(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            for head in [
                LogHead(size: 1, range: [0, 1, 255], checkpoint: [7, 0], policy: nil),
                LogHead(size: 2, range: [], checkpoint: [8], policy: digest(4)),
            ] {
                try await store.write { [app] in try $0.putLogHead(head, of: app) }
                let found = try await store.read { [app] in try $0.logHead(of: app) }
                #expect(found == head)
                let none = try await store.read { [other] in try $0.logHead(of: other) }
                #expect(none == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func signatureKeepsTheEventItWasFirstSeenBy(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                try writer.putSignature(digest(1), firstSeen: 3, in: app)
                try writer.putSignature(digest(1), firstSeen: 9, in: app)
            }
            try await store.read { [app, other] reader throws in
                #expect(try reader.firstSeen(ofSignature: digest(1), in: app) == 3)
                #expect(try reader.firstSeen(ofSignature: digest(2), in: app) == nil)
                #expect(try reader.firstSeen(ofSignature: digest(1), in: other) == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func keysStandAsTheyWereRecordedLast(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let key = LoggedKey(fingerprint: digest(1), name: "release", state: .active, since: 3)
            let revoked = LoggedKey(fingerprint: digest(1), name: "renamed", state: .revoked, since: 8)
            let second = LoggedKey(fingerprint: digest(2), name: "second", state: .retired, since: 4)
            let decision = KeyDecision(
                fingerprint: digest(1),
                name: "release",
                state: .revoked,
                reason: "stolen",
                decidedBy: "ann",
                decidedAt: moment(5)
            )
            try await store.write { [app] writer in
                for key in [key, second, revoked] { try writer.putLoggedKey(key, in: app) }
                try writer.putKeyDecision(decision)
                try writer.putTrustDocument([1, 2], as: digest(6))
                try writer.putTrustDocument([1, 2], as: digest(6))
            }
            try await store.read { [app, other] reader throws in
                #expect(try Set(reader.loggedKeys(in: app)) == [revoked, second])
                #expect(try reader.loggedKeys(in: other) == [])
                #expect(try reader.keyDecisions() == [decision])
                #expect(try reader.trustDocument(digest(6)) == [1, 2])
                #expect(try reader.trustDocument(digest(7)) == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func eventOfARepositoryNamesNoTag(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let event = try await store.write { [app, one] writer in
                _ = try writer.append(.created, one, in: app)
                return try writer.append(NewEvent(.policySet, actor: "ann", reason: "why", at: moment(2)), in: app)
            }
            #expect(event.index == 1)
            #expect(event.tag == nil)
            #expect(event.digest == nil)
            try await store.read { [app, one] reader throws in
                #expect(try reader.events(in: app, tag: nil, before: nil, limit: 10).first == event)
                #expect(try reader.events(in: app, tag: one, before: nil, limit: 10).map(\.kind) == [.created])
                #expect(try reader.tag(one, in: app)?.digest == digest(1))
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func oneHoldOfATagWaitsForSignaturesAndAnotherForAPerson(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let (open, pending) = try await store.write { [app, one] writer in
                (
                    try writer.insertHold(holdRecord(of: one, in: app)),
                    try writer.insertHold(holdRecord(of: one, in: app, to: digest(3), state: .pending))
                )
            }
            try await store.read { [app, other, one, two] reader throws in
                #expect(try reader.openHold(of: one, in: app) == open)
                #expect(try reader.pendingHold(of: one, in: app) == pending)
                #expect(try reader.pendingHold(of: two, in: app) == nil)
                #expect(try reader.pendingHold(of: one, in: other) == nil)
            }
            await #expect(throws: StoreError.self) {
                try await store.write { [app, one] writer in
                    _ = try writer.insertHold(holdRecord(of: one, in: app, to: digest(4), state: .pending))
                }
            }
        }
    }
}
