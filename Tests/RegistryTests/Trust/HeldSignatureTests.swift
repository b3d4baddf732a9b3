// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

/// Signatures whose companion tag a rule holds.
@Suite struct HeldSignatureTests {
    private let release = SigningKey.generate()
    private let image = Image("one")

    /// Pushes an image that waits for its signature, and the signature, which waits for a decision.
    private func holdSignature(_ test: TestRegistry) async throws -> Int64 {
        let companion = try Tag("sha256-\(image.digest.hex).sig")
        test.require(
            ["release": release],
            [
                Rule(name: "signatures", tags: [try Glob("*.sig")], create: .hold, releaseAfter: .days(1)),
                Rule(name: "the rule", change: .allow, require: [Requirement(keys: ["release"])], pull: .signed),
            ]
        )
        #expect(try await test.push(image, as: "1.0") == [])
        let error = try await error {
            try await test.sign(image, as: "1.0", with: release, only: .companion)
        }
        #expect(error?.code == .tagRefused)
        #expect(try await test.meaning(of: companion) == nil)
        #expect(try await test.meaning(of: "1.0") == nil)
        #expect(try await test.history(of: nil).allSatisfy { $0.kind != .signed })
        return try #require(error?.hold)
    }

    private func expectSettled(_ test: TestRegistry) async throws {
        #expect(try await test.meaning(of: "1.0") == image.digest)
        let signed = try await test.history(of: nil).filter { $0.kind == .signed }
        #expect(signed.map(\.actor) == ["ben"])
        #expect(signed.map(\.digest) == [image.digest])
        // What was logged before the key ended stays good.
        _ = try await test.registry.revokeKey(named: "release", reason: "stolen", by: .ann)
        #expect(try await test.meaning(of: "1.0") == image.digest)
    }

    @Test(arguments: Stores.allCases)
    func approvalLogsThemAndLetsGoOnWhatWaited(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let hold = try await holdSignature(test)
            _ = try await test.registry.approve(hold, reason: nil, by: .ann)
            try await expectSettled(test)
        }
    }

    @Test(arguments: Stores.allCases)
    func releaseByTimeLogsThemAndLetsGoOnWhatWaited(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            _ = try await holdSignature(test)
            try test.advance(by: .days(2))
            #expect(try await test.registry.closeDueHolds() == 1)
            try await expectSettled(test)
        }
    }

    @Test(arguments: Stores.allCases)
    func rejectionLeavesEverythingWaiting(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let hold = try await holdSignature(test)
            _ = try await test.registry.reject(hold, reason: "no", by: .ann)
            #expect(try await test.meaning(of: "1.0") == nil)
            #expect(try await test.history(of: nil).allSatisfy { $0.kind != .signed })
        }
    }
}
