// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    // MARK: Tokens

    @Test(arguments: MetadataStoreKind.allCases)
    func tokenKeepsAllOfItsRecordAndIsReplaced(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let token = tokenRecord("robot")
            try await store.write { try $0.putToken(token) }
            #expect(try await store.read { try $0.token("robot") } == token)
            #expect(try await store.read { try $0.token("other") } == nil)

            var revoked = token
            revoked.name = "cd"
            revoked.repositories = []
            revoked.rights = []
            revoked.expiresAt = nil
            revoked.revokedAt = moment(5)
            try await store.write { [revoked] in try $0.putToken(revoked) }
            #expect(try await store.read { try $0.tokens() } == [revoked])
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func tokensAreListedOldestFirst(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { writer in
                for (id, time) in [("c", 5), ("b", 5), ("d", 1), ("a", 9), ("B", 5)] as [(String, Int64)] {
                    try writer.putToken(tokenRecord(id, at: time))
                }
            }
            #expect(try await store.read { try $0.tokens().map(\.id) } == ["d", "B", "b", "c", "a"])
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func lastUseOfATokenNeverGoesBack(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { writer in
                try writer.recordUses(ofTokens: ["a": moment(5), "b": moment(5)])
                try writer.recordUses(ofTokens: ["a": moment(9), "b": moment(1)])
                try writer.recordUses(ofTokens: [:])
            }
            try await store.read { reader throws in
                #expect(try reader.lastUse(ofToken: "a") == moment(9))
                #expect(try reader.lastUse(ofToken: "b") == moment(5))
                #expect(try reader.lastUse(ofToken: "c") == nil)
            }
        }
    }

    // MARK: Settings and corruption

    @Test(arguments: MetadataStoreKind.allCases)
    func settingIsWhatWasWrittenLast(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { writer in
                try writer.putSetting("name", "first")
                try writer.putSetting("name", "über 🦊")
                try writer.putSetting("empty", "")
            }
            try await store.read { reader throws in
                #expect(try reader.setting("name") == "über 🦊")
                #expect(try reader.setting("empty") == "")
                #expect(try reader.setting("missing") == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func corruptionsAreListedNewestFirstAndHeal(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { writer in
                for number in 1...3 {
                    try writer.putCorruption(
                        CorruptionRecord(digest: digest(number), noticedAt: moment(Int64(number)))
                    )
                }
                try writer.putCorruption(
                    CorruptionRecord(digest: digest(2), noticedAt: moment(2), healedAt: moment(8))
                )
            }
            let listed = try await store.read { try $0.corruptions() }
            #expect(
                listed == [
                    CorruptionRecord(digest: digest(3), noticedAt: moment(3)),
                    CorruptionRecord(digest: digest(2), noticedAt: moment(2), healedAt: moment(8)),
                    CorruptionRecord(digest: digest(1), noticedAt: moment(1)),
                ]
            )
        }
    }
}
