// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

/// What changes between the reading of signatures and the change that they decide about.
@Suite struct JudgementRaceTests {
    private let release = SigningKey.generate()

    /// Lends a second registry over the same stores, before whose changes something can happen.
    private func withInterruptions(
        _ test: TestRegistry,
        _ body: (TestRegistry, InterruptedChanges) async throws -> Void
    ) async throws {
        let changes = InterruptedChanges(test.metadata)
        let interrupted = try await TestRegistry(
            blobs: test.blobs,
            metadata: changes,
            clock: test.clock,
            pool: test.pool,
            files: nil,
            test.registry.policy
        )
        try await body(interrupted, changes)
    }

    @Test(arguments: Stores.allCases)
    func rollbackByAPusherIsJudgedAnewWhenASignatureComes(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            let (one, two) = (Image("one"), Image("two"))
            for image in [one, two] {
                #expect(try await test.push(image, as: "live") == [])
                try await test.sign(image, as: "live", with: release)
            }
            try await withInterruptions(test) { interrupted, changes in
                changes.interrupt { try await test.sign(one, as: "live", with: .generate()) }
                let result = try await interrupted.rollBack("live", to: .previous, by: .ben)
                #expect(result.outcome == .restored)
                #expect(result.digest == one.digest)
            }
            #expect(try await test.meaning(of: "live") == one.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func approvalIsJudgedAnewWhenASignatureGoes(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.rule(.open)
            try await test.push(Image("old"), as: "1.0")
            test.require(["release": release], change: .hold)
            let image = Image("one")
            #expect(try await test.push(image, as: "1.0") == [])
            try await test.sign(image, as: "1.0", with: release, only: .companion)
            let hold = try #require(try await test.holds(of: "1.0").first { $0.state == .open }).id
            try await withInterruptions(test) { interrupted, changes in
                changes.interrupt { try await test.delete(try Tag("sha256-\(image.digest.hex).sig")) }
                let code = try await refusal {
                    _ = try await interrupted.registry.approve(hold, reason: nil, by: .ann)
                }
                #expect(code == .conflict)
            }
            #expect(try await test.meaning(of: "1.0") == Image("old").digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func pushIsJudgedByRulesAndKeysOfOneTime(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let next = SigningKey.generate()
            let image = Image("one")
            test.require(["release": release])
            try await test.store(image)
            try await test.sign(image, as: "1.0", with: next)
            try await withInterruptions(test) { interrupted, changes in
                changes.interrupt {
                    interrupted.require(["next": next], Requirement(keys: ["next"]))
                }
                let refusals = try await interrupted.put(image, as: ["1.0"])
                #expect(refusals == [])
            }
            #expect(try await test.meaning(of: "1.0") == image.digest)
        }
    }
}
