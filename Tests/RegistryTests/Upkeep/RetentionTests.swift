// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct RetentionTests {
    private static func keeping(_ retention: Retention) -> [Rule] {
        [Rule(name: "r", change: .allow, keep: retention)]
    }

    private static func digests(_ images: [Image]) -> Set<Digest> { Set(images.map(\.digest)) }

    /// Pushes images to one tag a day apart, so that all but the last are untagged.
    private func pushDaily(_ images: [Image], _ test: TestRegistry) async throws {
        for image in images {
            try await test.push(image, as: "latest")
            try test.advance(by: .days(1))
        }
    }

    private func gone(_ test: TestRegistry) async throws -> Set<Digest> {
        Set(try await test.collectGarbage().manifests.map(\.digest))
    }

    @Test(arguments: Stores.allCases)
    func lastKeepsTheNewestUntagged(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(last: 2))) { test in
            let images = (0..<6).map { Image("\($0)") }
            try await pushDaily(images, test)
            #expect(try await gone(test) == Self.digests(Array(images[..<3])))
            for image in images[3...] { try await test.expectPulls(image) }
            try await test.checkContent()
            #expect(try await gone(test) == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func youngerThanKeepsByAge(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(youngerThan: .days(3)))) { test in
            let images = (0..<6).map { Image("\($0)") }
            try await pushDaily(images, test)
            #expect(try await gone(test) == Self.digests(Array(images[..<4])))
            try test.advance(by: .days(30))
            // What a tag means has no age.
            #expect(try await gone(test) == Self.digests([images[4]]))
            try await test.expectPulls(images[5])
        }
    }

    @Test(arguments: Stores.allCases)
    func pulledWithinKeepsWhatIsUsed(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(pulledWithin: .days(3)))) { test in
            let images = (0..<4).map { Image("\($0)") }
            try await pushDaily(images, test)
            test.registry.notePull(of: images[1].digest, in: .app)
            try await test.registry.writePulls()
            try test.advance(by: .days(2))
            #expect(try await gone(test) == Self.digests([images[0], images[2]]))
            try await test.expectPulls(images[1])
            try test.advance(by: .days(1))
            #expect(try await gone(test) == Self.digests([images[1]]))
        }
    }

    @Test(arguments: Stores.allCases)
    func oneConditionIsEnough(_ stores: Stores) async throws {
        let retention = Retention(last: 1, youngerThan: .days(2), pulledWithin: .days(3))
        try await withRegistry(stores, Self.keeping(retention)) { test in
            let images = (0..<5).map { Image("\($0)") }
            try await pushDaily(images, test)
            test.registry.notePull(of: images[0].digest, in: .app)
            try await test.registry.writePulls()
            #expect(try await gone(test) == Self.digests([images[1], images[2]]))
        }
    }

    @Test(arguments: Stores.allCases)
    func whatTaggedContentReachesIsKept(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(last: 0))) { test in
            let index = Image(index: [Image("child"), Image(index: [Image("grandchild")])])
            let signature = Image("signature", subject: Image("grandchild").digest)
            let countersignature = Image("countersignature", subject: signature.digest)
            try await test.push(index, as: "1.0")
            try await test.store(signature)
            try await test.store(countersignature)
            try await test.store(Image("loose", subject: Image("not here").digest))
            try test.advance(by: .days(30))
            #expect(try await gone(test) == [Image("loose", subject: Image("not here").digest).digest])
            try await test.expectPulls(index)
            try await test.expectPulls(signature)
            try await test.expectPulls(countersignature)
            try await test.delete("1.0")
            #expect(try await gone(test).count == 6)
            try test.advance(by: .days(3))
            try await test.collectGarbage()
            #expect(try await test.contents().stored == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func whatKeptContentReachesIsKept(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(last: 1))) { test in
            let index = Image(index: [Image("child")])
            try await test.store(Image("child"))
            try await test.store(Image("signature", subject: index.digest))
            try test.advance(by: .days(1))
            try await test.store(index)
            try test.advance(by: .days(1))
            #expect(try await gone(test) == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func lastCountsImagesAndNotTheirPartsOrSignatures(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(last: 2))) { test in
            func index(_ name: String) -> Image { Image(index: [Image("\(name) amd64"), Image("\(name) arm64")]) }
            for name in ["a", "b", "c"] {
                try await test.store(index(name))
                try await test.store(Image("signature of \(name)", subject: index(name).digest))
                try test.advance(by: .days(1))
            }
            let expected = [
                index("a"), Image("a amd64"), Image("a arm64"), Image("signature of a", subject: index("a").digest),
            ]
            #expect(try await gone(test) == Self.digests(expected))
            try await test.expectPulls(index("b"))
            try await test.expectPulls(index("c"))
        }
    }

    @Test(arguments: Stores.allCases)
    func partsThatWereFetchedAfterTheirIndexDoNotTakeItsPlace(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(last: 1))) { test in
            let (old, new) = (Image(index: [Image("old"), Image("never fetched")]), Image(index: [Image("new")]))
            for index in [old, new] {
                try await test.storeAlone(index, in: .app)
                try test.advance(by: .days(1))
            }
            for part in [Image("new"), Image("old")] {
                try await test.store(part)
                try test.advance(by: .days(1))
            }
            #expect(try await gone(test) == Self.digests([old, Image("old")]))
            #expect(try await test.contents().manifests[.app] == Self.digests([new, Image("new")]))
        }
    }

    @Test(arguments: Stores.allCases)
    func whatIsNotStoredOfAnIndexIsNoHindrance(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(youngerThan: .days(3)))) { test in
            let index = Image(index: [Image("stored"), Image("not stored")])
            try await test.storeAlone(index, in: .app)
            try await test.store(Image("stored"))
            #expect(try await gone(test) == [])
            #expect(try await test.registry.scrub(by: .ann).corrupt == [])
            try test.advance(by: .days(3))
            #expect(try await gone(test) == Self.digests([index, Image("stored")]))
        }
    }

    @Test(arguments: Stores.allCases)
    func openHoldKeepsWhatItOffersAndWhatTheTagMeant(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", keep: Retention(last: 0))]) { test in
            try await test.push(Image("one"), as: "1.0")
            try await test.delete("1.0")
            let id = try await test.hold(Image("two"), as: "1.0")
            try test.advance(by: .days(100))
            #expect(try await gone(test) == [])
            try await test.expectPulls(Image("one"))
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await gone(test) == [Image("one").digest])
            try await test.expectPulls(Image("two"))
        }
    }

    @Test(arguments: Stores.allCases)
    func refusedContentHasItsGraceWhateverTheRetentionAndTakesNobodysPlace(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.rule(.open)
            for name in ["a", "b", "c"] {
                try await test.push(Image(name), as: "latest")
                try test.advance(by: .days(1))
            }
            test.rule(Rule(name: "r", keep: Retention(last: 1)))
            let id = try await test.hold(Image("refused"), as: "latest")
            _ = try await test.registry.reject(id, reason: nil, by: .ann)
            #expect(try await gone(test) == [Image("a").digest])
            try await test.expectPulls(Image("b"))
            try await test.expectPulls(Image("refused"), by: .ann)
        }
    }

    @Test(arguments: Stores.allCases)
    func isAskedForEachRepository(_ stores: Stores) async throws {
        let rules = [Rule(name: "ci", repositories: [try Glob("ci/**")], keep: Retention(last: 0))]
        try await withRegistry(stores, rules) { test in
            try await test.store(Image("one"), in: "ci/app")
            try await test.store(Image("one"))
            try test.advance(by: .days(1))
            #expect(try await test.collectGarbage().manifests.map(\.repository) == ["ci/app"])
            try await test.expectPulls(Image("one"))
            #expect(try await test.pullRefusal(Image("one").digest, in: "ci/app") == .manifestUnknown)
        }
    }

    @Test(arguments: Stores.allCases)
    func forgottenManifestIsNotServedFromMemory(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.keeping(Retention(last: 0))) { test in
            try await test.store(Image("one"))
            try await test.expectPulls(Image("one"))
            try test.advance(by: .days(1))
            #expect(try await gone(test) == [Image("one").digest])
            #expect(try await test.pullRefusal(Image("one").digest) == .manifestUnknown)
        }
    }
}

extension TestRegistry {
    /// Records a manifest without what it lists, as one that was pulled through.
    fileprivate func storeAlone(_ image: Image, in repository: RepositoryName) async throws {
        try await blobs.put(image.bytes, as: image.digest)
        let record = ManifestRecord(
            digest: image.digest,
            mediaType: image.mediaType,
            size: Int64(image.bytes.readableBytes),
            pushedBy: "upstream docker.io",
            pushedAt: clock.now
        )
        try await metadata.write { store in
            try store.putManifest(record, pointingTo: image.children.map(\.digest), in: repository)
        }
    }
}
