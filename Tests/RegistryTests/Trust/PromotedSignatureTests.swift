// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

/// Signatures that come along with what is promoted.
@Suite struct PromotedSignatureTests {
    private let release = SigningKey.generate()
    private let second = SigningKey.generate()

    /// Puts a requirement in force where things are promoted to, and none where they come from.
    private func require(_ requirement: Requirement, change: TagAction = .allow, _ test: TestRegistry) throws {
        test.require(
            ["release": release, "second": second],
            [
                Rule(
                    name: "the rule",
                    repositories: [try Glob("prod/**")],
                    change: change,
                    require: [requirement]
                ),
                .open,
            ]
        )
    }

    @Test(arguments: Stores.allCases, SignedParts.allCases)
    func signatureThatCameAlongCountsWhenTheLastOneArrives(_ stores: Stores, _ parts: SignedParts) async throws {
        try await withRegistry(stores) { test in
            try require(Requirement(keys: ["release", "second"], threshold: 2), test)
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try await test.sign(image, as: "1.0", with: release, named: .production, only: parts)
            let result = try await test.promote("team/app:1.0", to: "prod/app:1.0")
            #expect(result.outcome == .held)
            #expect(try await test.meaning(of: "1.0", in: .production) == nil)
            try await test.sign(image, as: "1.0", in: .production, with: second, only: parts)
            #expect(try await test.meaning(of: "1.0", in: .production) == image.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func signaturesOfWhatAPersonApprovesAreSeen(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.rule(.open)
            try await test.push(Image("old"), as: "1.0", in: .production)
            try require(Requirement(keys: ["release"]), change: .hold, test)
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try await test.sign(image, as: "1.0", with: release, named: .production, only: .referrers)
            let hold = try #require(try await test.promote("team/app:1.0", to: "prod/app:1.0").hold)
            _ = try await test.registry.approve(hold, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0", in: .production) == image.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func signatureOfAPartLetsGoOnWhatWaitsForIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try require(Requirement(keys: ["release"]), test)
            let part = Image("arm64")
            let index = Image(index: [Image("amd64"), part])
            #expect(try await test.push(part, as: "arm", in: .production) == [])
            #expect(try await test.meaning(of: "arm", in: .production) == nil)
            try await test.push(index, as: "1.0")
            try await test.sign(part, as: "arm", with: release, named: .production, only: .referrers)
            #expect(try await test.promote("team/app:1.0", to: "prod/app:1.0").outcome == .held)
            #expect(try await test.meaning(of: "arm", in: .production) == part.digest)
            #expect(try await test.meaning(of: "1.0", in: .production) == nil)
        }
    }
}
