// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// Who may read a held manifest by its digest, clause by clause.
@Suite struct VisibilityTests {
    @Test(arguments: Stores.allCases)
    func pusherAndApproversReadAHeldManifestAndOthersDoNot(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            _ = try await test.hold(Image("two"), as: "1.0", by: .ben)
            try await test.expectPulls(Image("two"), by: .ben)
            try await test.expectPulls(Image("two"), by: .ann)
            for caller in [Caller.eve, .bea, .nobody] {
                // Twice: the first answer must not leave anything behind that the second finds.
                #expect(try await test.pullRefusal(Image("two").digest, by: caller) == .held)
                #expect(try await test.pullRefusal(Image("two").digest, by: caller) == .held)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func withoutUsersEveryoneIsAnApprover(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let anyone = Caller(user: nil, access: .open)
            try await test.push(Image("one"), as: "1.0", by: anyone)
            _ = try await test.hold(Image("two"), as: "1.0", by: anyone)
            try await test.expectPulls(Image("two"), by: anyone)
        }
    }

    @Test(arguments: Stores.allCases)
    func nobodyIsThePusherOfWhatWasPushedWithoutSigningIn(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let access = AccessPolicy(entries: [AccessEntry(subject: .everyone, can: [.pull, .push])])
            try await test.push(Image("one"), as: "1.0")
            _ = try await test.hold(Image("two"), as: "1.0", by: Caller(user: nil, access: access))
            #expect(try await test.pullRefusal(Image("two").digest, by: Caller(user: nil, access: access)) == .held)
        }
    }

    @Test(arguments: Stores.allCases)
    func contentReadableBeforeStaysReadable(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.store(Image("two"))
            _ = try await test.hold(Image("two"), as: "1.0")
            try await test.expectPulls(Image("two"))
            // What a tag meant once is content that was readable.
            test.rule(.open)
            try await test.push(Image("three"), as: "1.0")
            test.rules([])
            _ = try await test.hold(Image("one"), as: "1.0")
            try await test.expectPulls(Image("one"))
        }
    }

    @Test(arguments: Stores.allCases)
    func pushByDigestMakesItReadable(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.pullRefusal(Image("two").digest) == .held)
            try await test.store(Image("two"), by: .bea)
            try await test.expectPulls(Image("two"))
            #expect(try await test.state(of: id) == .open)
        }
    }

    @Test(arguments: Stores.allCases)
    func anotherTagThatAcceptsItMakesItReadable(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            #expect(try await test.push(Image("two"), as: "2.0", by: .bea) == [])
            #expect(try await test.meaning(of: "2.0") == Image("two").digest)
            try await test.expectPulls(Image("two"))
            #expect(try await test.state(of: id) == .open)
            // And it stays so when the hold is rejected.
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            try await test.expectPulls(Image("two"))
        }
    }

    @Test(arguments: Stores.allCases)
    func indexPushedByDigestMakesItReadableThroughAllLevels(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "new", create: .hold)]) { test in
            // Pushed by tag, so that the manifests themselves are held and not stored by digest.
            let child = Image("child")
            _ = try await test.hold(child, as: "child")
            let inner = Image(index: [child])
            #expect(try await test.put(inner, as: ["inner"]).map(\.reason) == [.held])
            #expect(try await test.pullRefusal(child.digest) == .held)
            #expect(try await test.pullRefusal(inner.digest) == .held)
            let outer = Image(index: [inner])
            #expect(try await test.put(outer, as: ["outer"]).map(\.reason) == [.held])
            _ = try await test.registry.putManifest(
                ManifestPush(
                    repository: .app,
                    reference: .digest(outer.digest),
                    bytes: outer.bytes,
                    mediaType: outer.mediaType
                ),
                by: .ben
            )
            try await test.expectPulls(outer)
        }
    }

    @Test(arguments: Stores.allCases)
    func approvalMakesItReadableWithAllItLists(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "new", create: .hold)]) { test in
            let child = Image("child")
            _ = try await test.hold(child, as: "child")
            let index = Image(index: [child])
            let refusals = try await test.put(index, as: ["index"])
            _ = try await test.registry.approve(try #require(refusals.first?.hold), reason: nil, by: .ann)
            #expect(try await test.meaning(of: "index") == index.digest)
            #expect(try await test.meaning(of: "child") == nil)
            try await test.expectPulls(index)
        }
    }

    @Test(arguments: Stores.allCases)
    func childPushedAgainUnderAReadableIndexIsReadable(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "new", create: .hold)]) { test in
            let child = Image("child")
            try await test.store(Image(index: [child]))
            try await test.delete(child.digest)
            // The index reaches it, so the hold is not the sole reason it is stored.
            _ = try await test.hold(child, as: "child")
            try await test.expectPulls(Image(index: [child]))
        }
    }

    @Test(arguments: Stores.allCases)
    func rejectedContentStaysUnreadable(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            #expect(try await test.pullRefusal(Image("two").digest) == .held)
            #expect(try await test.pullRefusal(Image("two").digest, by: .ann) == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func isAskedForEachRepository(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            _ = try await test.hold(Image("two"), as: "1.0")
            try await test.push(Image("two"), as: "1.0", in: "team/other")
            try await test.expectPulls(Image("two"), in: "team/other")
            #expect(try await test.pullRefusal(Image("two").digest) == .held)
        }
    }

    @Test(arguments: Stores.allCases)
    func referrersDoNotListHeldManifests(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let subject = Image("subject").digest
            try await test.push(Image("subject"), as: "1.0", "2.0")
            try await test.store(Image("visible", subject: subject))
            let id = try await test.hold(Image("hidden", subject: subject), as: "1.0")
            func listed() async throws -> Set<Digest> {
                let records = try await test.registry.referrers(
                    of: subject,
                    in: .app,
                    artifactType: nil,
                    after: nil,
                    limit: 10,
                    by: .eve
                )
                return Set(records.map(\.digest))
            }
            #expect(try await listed() == [Image("visible", subject: subject).digest])
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(
                try await listed()
                    == [Image("visible", subject: subject).digest, Image("hidden", subject: subject).digest]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func nothingIsStoredOfAPushThatARuleForbids(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "frozen", change: .deny)]) { test in
            try await test.push(Image("one"), as: "1.0")
            #expect(try await test.push(Image("two"), as: "1.0").map(\.reason) == [.forbidden])
            // There is nothing to decide, so there is nothing to keep, nor anything that keeps a blob from being deleted.
            #expect(try await test.pullRefusal(Image("two").digest, by: .ann) == .manifestUnknown)
            for blob in Image("two").blobDigests { try await test.registry.deleteBlob(blob, in: .app, by: .ben) }
        }
    }
}
