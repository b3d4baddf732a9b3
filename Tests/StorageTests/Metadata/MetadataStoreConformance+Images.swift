// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    @Test(arguments: MetadataStoreKind.allCases, Digest.Algorithm.allCases)
    func imageKeepsAllOfItsRecord(kind: MetadataStoreKind, algorithm: Digest.Algorithm) async throws {
        try await kind.withStore { store in
            let platform = Platform(os: "linux", architecture: "arm64", variant: "v8")
            let record = imageRecord(1, 2, 3, algorithm: algorithm, platform: platform)
            try await store.write { [app] in try $0.put(record, 9, in: app, visibility: .held) }
            try await store.read { [app, other] reader throws in
                let image = try #require(try reader.image(digest(9), in: app))
                #expect(image.repository == app)
                #expect(image.manifest == digest(9))
                #expect(image.config == record.config)
                #expect(image.platform == platform)
                #expect(image.layers == 3)
                #expect((image.visibility, image.pushedBy, image.pushedAt) == (.held, "ann", moment(0)))
                #expect(try reader.lineage(of: image.chain).map(\.diffIDs) == [record.layers.map(\.diffID)])
                #expect(try reader.image(digest(9), in: other) == nil)
                #expect(try reader.image(digest(8), in: app) == nil)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func theSameManifestInTwoRepositoriesIsTwoImagesOfOneChain(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                try writer.put(imageRecord(1, 2), 10, in: app)
                try writer.put(imageRecord(1, 2), 10, in: other)
            }
            let images = try await store.read { [app, other] reader throws in
                try [app, other].map { try #require(try reader.image(digest(10), in: $0)) }
            }
            #expect(images.map(\.repository) == [app, other])
            #expect(images[0].chain == images[1].chain)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func imageIsAsVisibleAsItsManifest(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                try writer.put(imageRecord(1), 9, in: app, visibility: .held)
                try writer.putManifest(manifestRecord(9), pointingTo: [], in: app)
            }
            let image = try await store.read { [app] in try $0.image(digest(9), in: app) }
            #expect(image?.visibility == .everyone)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func imagesAreListedByDigestInPages(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                for number in 1...5 { try writer.put(imageRecord(number), number, in: app) }
                try writer.putManifest(manifestRecord(6), pointingTo: [], in: app)
                try writer.put(imageRecord(7), 7, in: other)
            }
            var seen: [Digest] = []
            for expected in [2, 2, 1, 0] {
                let page = try await store.read { [app, last = seen.last] in
                    try $0.images(in: app, after: last, limit: 2)
                }
                #expect(page.count == expected)
                seen += page.map(\.manifest)
            }
            #expect(seen == digests(1...5))
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func claimsAreFoundByImageAndByBase(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let own = claim(1, about: 1, base: digest(50), in: app)
            let index = claim(2, about: 1, base: nil, in: app)
            let elsewhere = claim(3, about: 3, base: digest(50), in: other)
            try await store.write { writer in
                for claim in [own, index, elsewhere] { try writer.put(claim) }
            }
            try await store.read { [app, other] reader throws in
                #expect(Set(try reader.baseClaims(about: digest(1), in: app)) == [own, index])
                #expect(try reader.baseClaims(about: digest(1), in: other).isEmpty)
                #expect(try reader.baseClaims(about: digest(2), in: app).isEmpty)
                var claims: Set<BaseClaim> = []
                try reader.visitBaseClaims(of: digest(50)) {
                    claims.insert($0)
                    return .proceed
                }
                #expect(claims == [own, elsewhere])
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func claimIsReplacedAndGoesWithTheManifestThatMakesIt(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let second = claim(1, about: 2, base: digest(51), in: app)
            try await store.write { [app, first = claim(1, about: 2, base: digest(50), in: app)] writer in
                for number in 1...2 { try writer.putManifest(manifestRecord(number), pointingTo: [], in: app) }
                try writer.put(first)
                try writer.put(second)
                #expect(try writer.baseClaims(about: digest(2), in: app) == [second])
                _ = try writer.removeManifest(digest(2), in: app)
                #expect(try writer.baseClaims(about: digest(2), in: app) == [second])
                _ = try writer.removeManifest(digest(1), in: app)
                #expect(try writer.baseClaims(about: digest(2), in: app).isEmpty)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func manifestMayNameSeveralBasesOfOneImage(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let claims = [50, 51, 52].map { claim(1, about: 2, base: digest($0), in: app, .provenance) }
            let annotation = claim(2, about: 2, base: digest(50), in: app)
            try await store.write { [app] writer in
                for number in 1...2 { try writer.putManifest(manifestRecord(number), pointingTo: [], in: app) }
                try writer.putBaseClaims(claims.reversed(), of: digest(1), in: app)
                try writer.put(annotation)
                let order = { (claim: BaseClaim) in "\(claim.manifest) \(claim.evidence) \(claim.base?.rawValue ?? "")"
                }
                let all = (claims + [annotation]).sorted { order($0) < order($1) }
                #expect(try writer.baseClaims(about: digest(2), in: app) == all)
                try writer.putBaseClaims([], of: digest(1), in: app)
                #expect(try writer.baseClaims(about: digest(2), in: app) == [annotation])
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func newStoreHasEveryImageInItsIndex(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            #expect(try await store.read { try $0.imageIndexProgress() } == .complete)
            for progress in [ImageIndexProgress.notBegun, .upTo(app, digest(3)), .complete] {
                try await store.write { try $0.putImageIndexProgress(progress) }
                #expect(try await store.read { try $0.imageIndexProgress() } == progress)
            }
            // Words that nobody understands mean that everything is looked at again.
            for text in ["upTo", "a b", "team/app sha256:0", "complete "] {
                try await store.write { try $0.putSetting("imageIndex", text) }
                #expect(try await store.read { try $0.imageIndexProgress() } == .notBegun)
            }
        }
    }

    func claim(
        _ manifest: Int,
        about image: Int,
        base: Digest?,
        in repository: RepositoryName,
        _ evidence: BaseClaim.Evidence = .annotation
    ) -> BaseClaim {
        BaseClaim(
            repository: repository,
            manifest: digest(manifest),
            image: digest(image),
            name: base == nil ? "docker.io/library/debian:12" : nil,
            base: base,
            evidence: evidence
        )
    }
}

extension MetadataWriter {
    /// Records a claim as all that its manifest claims.
    func put(_ claim: BaseClaim) throws {
        try putBaseClaims([claim], of: claim.manifest, in: claim.repository)
    }
}
