// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

@Suite struct RequirementTests {
    private let release = SigningKey.generate()

    @Test(arguments: Stores.allCases)
    func unsignedPushIsSeenByItsPusherAloneUntilItIsSigned(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            let image = Image("one")
            #expect(try await test.push(image, as: "1.0") == [])
            #expect(try await test.meaning(of: "1.0") == nil)
            let seen = try await test.registry.manifest(.tag("1.0"), in: .app, by: .ben)
            #expect(seen.manifest.digest == image.digest)
            #expect(seen.pending?.needs.contains("release") == true)
            for caller in [Caller.bea, .eve, .nobody] {
                let code = try await refusal {
                    _ = try await test.registry.manifest(.tag("1.0"), in: .app, by: caller)
                }
                #expect(code == .manifestUnknown)
            }
            #expect(try await test.registry.tagNames(in: .app, after: nil, limit: 10, by: .ben) == [])

            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == image.digest)
            let kinds = try await test.kinds(of: "1.0")
            #expect(kinds.first == .pending)
            #expect(kinds.contains(.created))
            #expect(kinds.contains(.signed))
            #expect(try await test.holds(of: "1.0").map(\.state) == [.approved])
            try await test.expectPulls(image)
        }
    }

    @Test(arguments: Stores.allCases)
    func oldMeaningIsServedToOthersWhileTheNewOneWaits(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            let (old, new) = (Image("old"), Image("new"))
            try await test.push(old, as: "1.0")
            test.require(["release": release])
            #expect(try await test.push(new, as: "1.0") == [])
            for _ in 0..<2 {
                #expect(try await test.meaning(of: "1.0") == old.digest)
                let seen = try await test.registry.manifest(.tag("1.0"), in: .app, by: .ben)
                #expect(seen.manifest.digest == new.digest)
            }
            try await test.sign(new, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == new.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func contentThatIsSignedBeforeItsTagIsPushedNeverWaits(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            let image = Image("one")
            try await test.store(image)
            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.push(image, as: "1.0") == [])
            #expect(try await test.meaning(of: "1.0") == image.digest)
            // The signature binds one tag.
            #expect(try await test.push(image, as: "2.0") == [])
            #expect(try await test.meaning(of: "2.0") == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func signedChangeStillNeedsAPersonWhereTheRuleHolds(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            let (old, new) = (Image("old"), Image("new"))
            try await test.push(old, as: "1.0")
            test.require(["release": release], change: .hold)
            #expect(try await test.push(new, as: "1.0") == [])
            let pending = try #require(try await test.holds(of: "1.0").first)
            #expect(pending.state == .pending)
            let early = try await refusal { _ = try await test.registry.approve(pending.id, reason: nil, by: .ann) }
            #expect(early == .conflict)
            try await test.sign(new, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == old.digest)
            #expect(try await test.state(of: pending.id) == .open)
            _ = try await test.registry.approve(pending.id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0") == new.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func pendingPushCanBeRejected(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            let image = Image("one")
            #expect(try await test.push(image, as: "1.0") == [])
            let hold = try #require(try await test.holds(of: "1.0").first).id
            _ = try await test.registry.reject(hold, reason: "no", by: .ann)
            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == nil)
            let refusals = try await test.push(image, as: "1.0")
            #expect(refusals.count == 1)
            #expect(try await test.meaning(of: "1.0") == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func newerPushTakesThePlaceOfOneThatWaits(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            let (one, two) = (Image("one"), Image("two"))
            #expect(try await test.push(one, as: "1.0") == [])
            #expect(try await test.push(two, as: "1.0") == [])
            #expect(try await test.push(two, as: "1.0") == [])
            #expect(try await test.holds(of: "1.0").map(\.state) == [.superseded, .pending])
            try await test.sign(one, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == nil)
            try await test.sign(two, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == two.digest)
        }
    }

    /// A way to sign that must not count.
    enum Attack: CaseIterable {
        case otherKey
        case otherTag
        case digestAlone
        case otherRepository
        case otherRegistry
        case otherDigest
    }

    @Test(arguments: Attack.allCases)
    func signatureOfSomethingElseDoesNotCount(_ attack: Attack) async throws {
        try await withRegistry(.memory) { test in
            test.require(["release": release])
            let image = Image("one")
            #expect(try await test.push(image, as: "1.0") == [])
            switch attack {
            case .otherKey: try await test.sign(image, as: "1.0", with: .generate())
            case .otherTag: try await test.sign(image, as: "1.1", with: release)
            case .digestAlone: try await test.sign(image, as: nil, with: release)
            case .otherRepository: try await test.sign(image, as: "1.0", with: release, named: "team/other")
            case .otherRegistry: try await test.sign(image, as: "1.0", with: release, authority: "evil.example")
            case .otherDigest:
                try await test.store(Image("two"))
                try await test.sign(Image("two"), as: "1.0", with: release)
            }
            #expect(try await test.meaning(of: "1.0") == nil)
            #expect(try await test.holds(of: "1.0").map(\.state) == [.pending])
        }
    }

    @Test func thresholdCountsDifferentKeys() async throws {
        try await withRegistry(.memory) { test in
            let second = SigningKey.generate()
            test.require(
                ["release": release, "second": second],
                Requirement(keys: ["release", "second"], threshold: 2)
            )
            let image = Image("one")
            #expect(try await test.push(image, as: "1.0") == [])
            try await test.sign(image, as: "1.0", with: release)
            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == nil)
            try await test.sign(image, as: "1.0", with: second)
            #expect(try await test.meaning(of: "1.0") == image.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func requirementThatIsTakenAwayLetsWhatWaitsGoOn(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            #expect(try await test.push(Image("one"), as: "1.0") == [])
            test.rule(.open)
            try await test.registry.logTrust()
            #expect(try await test.meaning(of: "1.0") == Image("one").digest)
            let policies = try await test.history(of: nil).filter { $0.kind == .policySet }
            #expect(policies.count == 2)
        }
    }
}
