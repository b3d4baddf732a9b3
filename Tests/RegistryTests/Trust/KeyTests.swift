// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

@Suite struct KeyTests {
    private let release = SigningKey.generate()

    @Test(arguments: Stores.allCases, [KeyState.retired, .revoked])
    func signaturesFromBeforeADecisionGoOnCountingAndNoLaterOnes(_ stores: Stores, _ state: KeyState) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release], pull: .signed)
            let (before, after) = (Image("before"), Image("after"))
            #expect(try await test.push(before, as: "1.0") == [])
            try await test.sign(before, as: "1.0", with: release)
            switch state {
            case .retired: _ = try await test.registry.retireKey(named: "release", reason: "old", by: .ann)
            default: _ = try await test.registry.revokeKey(named: "release", reason: "stolen", by: .ann)
            }
            #expect(try await test.push(after, as: "2.0") == [])
            try await test.sign(after, as: "2.0", with: release)

            #expect(try await test.meaning(of: "1.0") == before.digest)
            #expect(try await test.meaning(of: "2.0") == nil)
            let event = try await test.history(of: nil).first {
                $0.kind == (state == .retired ? .keyRetired : .keyRevoked)
            }
            #expect(event?.actor == "ann")
            #expect(event?.reason == (state == .retired ? "old" : "stolen"))
        }
    }

    @Test func revokedKeyStaysRevokedUnderAnotherName() async throws {
        try await withRegistry(.memory) { test in
            test.require(["release": release])
            _ = try await test.registry.revokeKey(named: "release", reason: nil, by: .ann)
            test.require(["again": release], Requirement(keys: ["again"]))
            #expect(try await test.push(Image("one"), as: "1.0") == [])
            try await test.sign(Image("one"), as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == nil)
            let code = try await refusal {
                _ = try await test.registry.retireKey(named: "again", reason: nil, by: .ann)
            }
            #expect(code == .conflict)
        }
    }

    @Test func onlyAdministratorsDecideAboutKeysTheConfigurationNames() async throws {
        try await withRegistry(.memory) { test in
            test.require(["release": release])
            let denied = try await refusal {
                _ = try await test.registry.revokeKey(named: "release", reason: nil, by: .ben)
            }
            #expect(denied == .rightMissing)
            let unknown = try await refusal {
                _ = try await test.registry.revokeKey(named: "other", reason: nil, by: .ann)
            }
            #expect(unknown == .keyUnknown)
        }
    }

    @Test(arguments: Stores.allCases)
    func unsignedTagsAreNotServedWhereOnlySignedOnesAre(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            #expect(try await test.meaning(of: "1.0") == image.digest)
            test.require(["release": release], pull: .signed)
            let code = try await refusal { _ = try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve) }
            #expect(code == .unsigned)
            // By its digest one gets what one asks for.
            try await test.expectPulls(image)
            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == image.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func requirementsAndKeysAreLoggedBeforeTheFirstEventJudgedByThem(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            #expect(try await test.push(Image("one"), as: "1.0") == [])
            let kinds = try await test.history(of: nil).map(\.kind)
            #expect(kinds == [.keyAdded, .policySet, .pending])
            #expect(try await test.push(Image("two"), as: "1.0") == [])
            let policies = try await test.history(of: nil).filter { $0.kind == .policySet }
            #expect(policies.count == 1)
        }
    }

    @Test(arguments: Stores.allCases)
    func revocationIsKnownWhereNoRuleNamedTheKeyThen(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.rule(.open)
            let (before, after) = (Image("before"), Image("after"))
            try await test.push(before, as: "1.0")
            try await test.sign(before, as: "1.0", with: release)
            // The configuration names the key, and no rule does.
            var policy = test.registry.policy
            policy.trustKeys = [NamedKey(name: "release", key: release.verificationKey)]
            test.registry.replacePolicy(policy)
            _ = try await test.registry.revokeKey(named: "release", reason: "stolen", by: .ann)
            try await test.push(after, as: "2.0")
            try await test.sign(after, as: "2.0", with: release)
            try await test.push(after, as: "2.0", in: "team/new")
            try await test.sign(after, as: "2.0", in: "team/new", with: release)

            test.require(["release": release], pull: .signed)
            #expect(try await test.meaning(of: "1.0") == before.digest)
            for repository in [RepositoryName.app, "team/new"] {
                let code = try await refusal {
                    _ = try await test.registry.manifest(.tag("2.0"), in: repository, by: .eve)
                }
                #expect(code == .unsigned)
                let events = try await test.history(of: nil, in: repository)
                let revoked = try #require(events.first { $0.kind == .keyRevoked })
                #expect(revoked.reason == "stolen")
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func keyCountsAgainOnceARuleNamesItAgain(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release])
            #expect(try await test.push(Image("one"), as: "1.0") == [])
            try await test.sign(Image("one"), as: "1.0", with: release)
            test.rule(.open)
            try await test.push(Image("two"), as: "2.0")
            test.require(["release": release])
            #expect(try await test.push(Image("three"), as: "3.0") == [])
            try await test.sign(Image("three"), as: "3.0", with: release)
            #expect(try await test.meaning(of: "3.0") == Image("three").digest)
            // Whoever reads the log must come to the same.
            let ends = try await test.history(of: nil).filter { $0.kind == .keyRetired || $0.kind == .keyRevoked }
            #expect(ends == [])
        }
    }
}
