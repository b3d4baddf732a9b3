// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct LockedDigestsTests {
    private struct Broken: Error, CustomStringConvertible {
        let description = "the disk is on fire"
    }

    private static let strict = [Rule(name: "r", change: .allow, keep: Retention(last: 0))]

    /// Puts files in force that refer to digests.
    private func lock(_ locks: [String: [Digest]], in test: TestRegistry) {
        var policy = test.registry.policy
        policy.lockedDigests = {
            var locked = LockedDigests()
            for (file, digests) in locks.sorted(by: { $0.key < $1.key }) { locked.add(digests, of: file) }
            return locked
        }
        test.registry.replacePolicy(policy)
    }

    @Test(arguments: Stores.allCases)
    func whatALockRefersToIsKeptWithWhatItListsAndWhatIsSaidOfIt(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.strict) { test in
            let index = Image(index: [Image("child"), Image("other child")])
            let signature = Image("signature", subject: index.digest)
            try await test.store(index)
            try await test.store(signature)
            try await test.store(Image("loose"))
            lock(["a.lock": [index.digest]], in: test)
            try test.advance(by: .days(30))
            let report = try await test.collectGarbage()
            #expect(report.manifests.map(\.digest) == [Image("loose").digest])
            #expect(report.lockFiles == 1)
            #expect(report.lockedDigests == 1)
            let reasons = Dictionary(uniqueKeysWithValues: report.locked.map { ($0.digest, $0.reason) })
            #expect(
                reasons == [
                    index.digest: "a.lock refers to it",
                    Image("child").digest: "it belongs to what a lock refers to",
                    Image("other child").digest: "it belongs to what a lock refers to",
                    signature.digest: "it belongs to what a lock refers to",
                ]
            )
            try await test.expectPulls(index)
            try await test.expectPulls(signature)
        }
    }

    @Test(arguments: Stores.allCases)
    func aPlatformOfAnIndexIsKeptWithoutTheIndex(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.strict) { test in
            let index = Image(index: [Image("child"), Image("other child")])
            try await test.store(index)
            lock(["a.lock": [Image("child").digest]], in: test)
            try test.advance(by: .days(30))
            let report = try await test.collectGarbage()
            #expect(Set(report.manifests.map(\.digest)) == [index.digest, Image("other child").digest])
            try await test.expectPulls(Image("child"))
        }
    }

    @Test(arguments: Stores.allCases)
    func aLockKeepsInEveryRepositoryAndOnlyAsLongAsItRefers(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.strict) { test in
            for repository in ["team/app", "docker.io/library/app"] as [RepositoryName] {
                try await test.store(Image("one"), in: repository)
            }
            lock(["a.lock": [Image("one").digest, .absent], "b.lock": [Image("one").digest]], in: test)
            try test.advance(by: .days(30))
            let report = try await test.collectGarbage()
            #expect(report.manifests == [])
            #expect(Set(report.locked.map(\.repository)) == ["team/app", "docker.io/library/app"])
            #expect(report.lockFiles == 2)
            #expect(report.lockedDigests == 2)
            try await test.expectPulls(Image("one"))
            lock(["a.lock": []], in: test)
            #expect(try await test.collectGarbage().manifests.count == 2)
            #expect(try await test.pullRefusal(Image("one").digest) == .manifestUnknown)
        }
    }

    @Test(arguments: Stores.allCases)
    func aLockTakesNobodysPlaceAmongTheLast(_ stores: Stores) async throws {
        let rules = [Rule(name: "r", change: .allow, keep: Retention(last: 1))]
        try await withRegistry(stores, rules) { test in
            for name in ["a", "b", "c"] {
                try await test.store(Image(name))
                try test.advance(by: .days(1))
            }
            lock(["a.lock": [Image("c").digest]], in: test)
            let report = try await test.collectGarbage()
            #expect(report.manifests.map(\.digest) == [Image("a").digest])
            // "b" moved up, as it would beside a tag; it is nothing that the lock refers to.
            #expect(report.locked == [])
            try await test.expectPulls(Image("b"))
        }
    }

    @Test(arguments: Stores.allCases)
    func refusedContentThatALockRefersToIsKept(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            lock(["a.lock": [Image("two").digest]], in: test)
            try test.advance(by: .days(30))
            #expect(try await test.collectGarbage().manifests == [])
            // It is not given to everybody for that.
            #expect(try await test.pullRefusal(Image("two").digest) != nil)
            lock([:], in: test)
            #expect(try await test.collectGarbage().manifests.map(\.digest) == [Image("two").digest])
        }
    }

    @Test(arguments: Stores.allCases, [Registry.GarbageMode.report, .remove])
    func aLockThatCannotBeReadKeepsEverything(_ stores: Stores, _ mode: Registry.GarbageMode) async throws {
        try await withRegistry(stores, Self.strict) { test in
            try await test.store(Image("loose"))
            try test.advance(by: .days(30))
            var policy = test.registry.policy
            policy.lockedDigests = { throw Broken() }
            test.registry.replacePolicy(policy)
            let before = try await test.contents()
            do {
                _ = try await test.registry.collectGarbage(mode, by: .ann)
                Issue.record("it was collected")
            } catch let error as RegistryError {
                #expect(error.code == .conflict)
                #expect(error.message.contains("nothing was removed"))
                #expect(error.message.contains("the disk is on fire"))
            }
            #expect(try await test.contents() == before)
            // The failed one is over.
            lock([:], in: test)
            #expect(try await test.collectGarbage().manifests.count == 1)
        }
    }

    @Test func locksAreNotReadForThoseWhoMayNotCollect() async throws {
        try await withRegistry(.memory, Self.strict) { test in
            var policy = test.registry.policy
            policy.lockedDigests = {
                Issue.record("they were read")
                return .none
            }
            test.registry.replacePolicy(policy)
            let code = try await refusal { _ = try await test.registry.collectGarbage(.report, by: .eve) }
            #expect(code == .rightMissing)
        }
    }
}
