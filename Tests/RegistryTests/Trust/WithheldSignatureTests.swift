// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

/// Signatures count that the repository let in and its log names, and no others.
@Suite struct WithheldSignatureTests {
    private let release = SigningKey.generate()

    /// Requires signatures where things are promoted to, and lets signers' tags come to be there as an action says.
    private func require(_ lists: TagAction, _ test: TestRegistry) throws {
        test.require(
            ["release": release],
            [
                Rule(
                    name: "signatures",
                    repositories: [try Glob("prod/**")],
                    tags: [try Glob("*.sig")],
                    change: lists,
                    create: lists
                ),
                Rule(
                    name: "the rule",
                    repositories: [try Glob("prod/**")],
                    change: .allow,
                    require: [Requirement(keys: ["release"])]
                ),
                .open,
            ]
        )
    }

    /// What is served as `1.0` where things are promoted to.
    private func pulled(_ test: TestRegistry) async throws -> Digest {
        try await test.registry.manifest(.tag("1.0"), in: .production, by: .eve).manifest.digest
    }

    private func signedEvents(_ test: TestRegistry, in repository: RepositoryName = .production) async throws -> Int {
        try await test.history(of: nil, in: repository).count { $0.kind == .signed }
    }

    @Test(arguments: Stores.allCases, [TagAction.hold, .deny])
    func whatTheTargetOfAPromotionHoldsBackDoesNotCount(_ stores: Stores, _ action: TagAction) async throws {
        try await withRegistry(stores) { test in
            try require(action, test)
            let image = Image("one")
            try await test.push(image, as: "1.0")
            try await test.sign(image, as: "1.0", with: release, named: .production, only: .companion)
            let result = try await test.promote("team/app:1.0", to: "prod/app:1.0")
            #expect(result.outcome == .held)
            #expect(try await test.meaning(of: "1.0", in: .production) == nil)
            #expect(try await signedEvents(test) == 0)
            // Let in, it counts.
            guard action == .hold else { return }
            let tag = try #require(Tag.companion(.signature, of: image.digest))
            let hold = try #require(try await test.holds(of: tag, in: .production).first { $0.state == .open })
            _ = try await test.registry.approve(hold.id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "1.0", in: .production) == image.digest)
            #expect(try await signedEvents(test) == 1)
        }
    }

    @Test(arguments: Stores.allCases) func whatAPersonRejectedDoesNotComeInByAPromotion(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try require(.hold, test)
            let image = Image("one")
            try await test.push(image, as: "1.0", in: .production)
            let refused = try await error {
                try await test.sign(image, as: "1.0", in: .production, with: release, only: .companion)
            }
            _ = try await test.registry.reject(try #require(refused?.hold), reason: "not ours", by: .ann)
            try await test.push(image, as: "1.0")
            try await test.sign(image, as: "1.0", with: release, named: .production, only: .companion)
            _ = try await test.promote("team/app:1.0", to: "prod/app:1.0")
            #expect(try await test.meaning(of: "1.0", in: .production) == nil)
        }
    }

    @Test(arguments: Stores.allCases) func aListThatIsPromotedItselfIsLoggedAndLetsGoOnWhatWaits(_ stores: Stores)
        async throws
    {
        try await withRegistry(stores) { test in
            try require(.allow, test)
            let image = Image("one")
            try await test.push(image, as: "1.0", in: .production)
            try await test.store(image)
            try await test.sign(image, as: "1.0", with: release, named: .production, only: .companion)
            let tag = try #require(Tag.companion(.signature, of: image.digest))
            let result = try await test.promote("team/app:\(tag)", to: "prod/app:\(tag)")
            #expect(result.outcome == .promoted)
            #expect(try await test.meaning(of: "1.0", in: .production) == image.digest)
            #expect(try await signedEvents(test) == 1)
        }
    }

    @Test(arguments: Stores.allCases) func aTagThatABundleLetsGoOnIsServedAnew(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.rule(.open)
            let (old, new) = (Image("old"), Image("new"))
            try await test.push(old, as: "1.0", in: .production)
            test.require(
                ["release": release],
                [
                    Rule(
                        name: "the rule",
                        repositories: [try Glob("prod/**")],
                        tags: [try Glob("1.*")],
                        change: .allow,
                        require: [Requirement(keys: ["release"])]
                    ),
                    .open,
                ]
            )
            try await test.push(new, as: "1.0", in: .production)
            #expect(try await pulled(test) == old.digest)
            try await test.store(new)
            try await test.sign(new, as: "1.0", with: release, named: .production, only: .referrers)
            let referrers = try await test.metadata.read {
                try $0.referrers(of: new.digest, in: .app, artifactType: nil, after: nil, limit: 10)
            }
            #expect(!referrers.isEmpty)
            for (number, referrer) in referrers.enumerated() {
                _ = try await test.promote("team/app@\(referrer.digest)", to: "prod/app:bundle-\(number)")
            }
            #expect(try await pulled(test) == new.digest)
        }
    }

    /// The publication of a signature, with its blobs uploaded.
    private func publication(of image: Image, as tag: Tag, _ test: TestRegistry) async throws -> SignaturePublication {
        let publication = try SignaturePublication(
            signing: .init(
                Descriptor(
                    mediaType: image.mediaType,
                    digest: image.digest,
                    size: Int64(image.bytes.readableBytes)
                ),
                companion: nil
            ),
            key: release,
            authority: signedAuthority,
            repository: .app,
            tag: tag,
            creator: "test",
            time: test.clock.now
        )
        for blob in publication.blobs { try await test.upload(ByteBuffer(bytes: blob.bytes)) }
        return publication
    }

    @Test(arguments: Stores.allCases) func aListThatSaysItIsOfSomethingElseIsLoggedByItsTag(_ stores: Stores)
        async throws
    {
        try await withRegistry(stores) { test in
            test.require(
                ["release": release],
                [Rule(name: "r", change: .allow, require: [Requirement(keys: ["release"])])]
            )
            let (image, other) = (Image("one"), Image("other"))
            try await test.store(other)
            try await test.push(image, as: "1.0")
            let list = try #require(try await publication(of: image, as: "1.0", test).manifests.first { $0.tag != nil })
            let subject =
                #""subject":{"mediaType":"\#(MediaType.imageManifest)","digest":"\#(other.digest)","size":7},"layers":"#
            let text = String(decoding: list.bytes, as: UTF8.self)
                .replacing(#""layers":"#, with: subject, maxReplacements: 1)
            _ = try await test.registry.putManifest(
                ManifestPush(
                    repository: .app,
                    reference: .tag(try #require(list.tag)),
                    bytes: ByteBuffer(string: text),
                    mediaType: list.mediaType
                ),
                by: .ben
            )
            #expect(try await test.meaning(of: "1.0", in: .app) == image.digest)
            #expect(try await signedEvents(test, in: .app) == 1)
        }
    }

    @Test(arguments: Stores.allCases) func aBundleThatNobodyMayReadYetLetsNothingGoOn(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(
                ["release": release],
                [Rule(name: "r", change: .allow, require: [Requirement(keys: ["release"])])]
            )
            let image = Image("one")
            try await test.push(image, as: "1.0")
            let bundles = try await publication(of: image, as: "1.0", test).manifests.filter { $0.tag == nil }
            for (number, bundle) in bundles.enumerated() {
                // Under a tag that needs a signature itself.
                _ = try await test.registry.putManifest(
                    ManifestPush(
                        repository: .app,
                        reference: .tag(try Tag("v\(number)")),
                        bytes: ByteBuffer(bytes: bundle.bytes),
                        mediaType: bundle.mediaType
                    ),
                    by: .ben
                )
            }
            #expect(try await test.meaning(of: "1.0", in: .app) == nil)
            #expect(try await signedEvents(test, in: .app) == 0)
        }
    }
}
