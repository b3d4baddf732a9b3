// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// Bases of which only the history, or a name, tells what they were; and layers that lead to what is none.
@Suite struct BaseHistoryTests {
    private static let debian: RepositoryName = "docker.io/library/debian"
    private static let free = [Rule(name: "free", change: .allow)]

    private let old = Image("debian old", ["a", "b"])
    private let less = Image("debian less", ["a"])

    private func image(
        _ test: TestRegistry,
        _ reference: String = "team/app:1.0",
        hosts: [String] = []
    ) async throws -> BaseReport.Image {
        let report = try await test.registry.bases(of: try Reference(reference), hosts: hosts, limit: 10, by: .eve)
        return try #require(report.images.first)
    }

    @Test(arguments: Stores.allCases)
    func baseThatShrankAfterItsOldContentWentIsMoved(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try test.advance(by: .seconds(60))
            try await test.push(Image("app", ["a", "b", "x"]), as: "1.0")
            try test.advance(by: .seconds(60))
            try await test.push(less, as: "12", in: Self.debian)
            try await test.delete(old.digest, in: Self.debian)
            let image = try await image(test)
            #expect(image.judgement.status == .moved)
            #expect(image.base == "docker.io/library/debian:12")
            #expect(image.builtOn == old.digest)
            #expect(image.current == less.digest)
            let all = try await test.registry.bases(of: nil, limit: 10, by: .eve).images
            #expect(all.contains { $0.judgement.status == .moved })
        }
    }

    /// The base that is named never was here; what is here has fewer layers.
    @Test(arguments: Stores.allCases)
    func namedBaseThatNeverWasHereIsNotCurrent(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(less, as: "12", in: Self.debian)
            try test.advance(by: .seconds(60))
            let annotations: [String: String] = .base(.absent, name: "debian:12")
            try await test.push(Image("app", ["a", "b", "x"], Making(annotations: annotations)), as: "1.0")
            let before = try await image(test)
            #expect(before.judgement.status == .unknown)
            #expect(before.builtOn == .absent)
            try await test.push(Image("debian new", ["n"]), as: "12", in: Self.debian)
            #expect(try await image(test).judgement.status == .moved)
        }
    }

    @Test(arguments: Stores.allCases)
    func nameWithoutDigestIsWhatTheTagMeantThen(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            let annotations = ["org.opencontainers.image.base.name": "debian:12"]
            try await test.push(Image("app", ["a", "b", "x"], Making(annotations: annotations)), as: "1.0")
            try test.advance(by: .seconds(60))
            let new = Image("debian new", ["n"])
            try await test.push(new, as: "12", in: Self.debian)
            try await test.delete(old.digest, in: Self.debian)
            let image = try await image(test)
            #expect(image.judgement.status == .moved)
            #expect(image.builtOn == old.digest)
            #expect(image.current == new.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func basePushedAfterTheImageIsJudgedByLayersAlone(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(Image("app", ["a", "b", "x"]), as: "1.0")
            try test.advance(by: .seconds(60))
            try await test.push(old, as: "12", in: Self.debian)
            let image = try await image(test)
            #expect(image.judgement.status == .current)
            #expect(image.builtOn == nil)
            #expect(image.judgement.words.hasSuffix("as far as layers tell"))
        }
    }

    @Test(arguments: Stores.allCases)
    func baseThatWasPackedAnewIsMetadata(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            // Whichever of the two digests is the lower one.
            for (tag, names) in [("12", ["p", "q"]), ("13", ["r", "s"]), ("14", ["t", "u"])] {
                let tag = try Tag(tag)
                try await test.push(Image(names[0], ["a", tag.rawValue]), as: tag, in: Self.debian)
                try await test.push(Image("app", ["a", tag.rawValue, "x"]), as: tag)
                try test.advance(by: .seconds(60))
                try await test.push(Image(names[1], ["a", tag.rawValue]), as: tag, in: Self.debian)
                #expect(try await image(test, "team/app:\(tag)").judgement.status == .metadataOnly)
            }
        }
    }

    @Test(arguments: Stores.allCases, [false, true])
    func copyOfAnEarlierVersionHidesNoBase(_ stores: Stores, _ isNamed: Bool) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            let making = Making(annotations: isNamed ? .base(old.digest, name: "debian:12") : [:])
            let earlier = Image("app 1.0", ["a", "b", "x"], making)
            try await test.push(earlier, as: "1.0")
            try await test.push(earlier, as: "1.0", in: "prod/app")
            try await test.push(Image("app 1.1", ["a", "b", "x", "y"], making), as: "1.1")
            try test.advance(by: .seconds(60))
            try await test.push(Image("debian new", ["n"]), as: "12", in: Self.debian)
            let image = try await image(test, "team/app:1.1")
            #expect(image.base == "docker.io/library/debian:12")
            #expect(image.judgement.status == .moved)
        }
    }

    @Test(arguments: Stores.allCases)
    func nameThatTheLayersBearOutWinsOverDeeperLayers(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try await test.push(Image("python", ["a", "b", "p"]), as: "3.12", in: "team/python")
            let making = Making(annotations: .base(old.digest, name: "debian:12"))
            try await test.push(Image("app", ["a", "b", "p", "x"], making), as: "1.0")
            let image = try await image(test)
            #expect(image.base == "docker.io/library/debian:12")
            #expect(image.judgement.evidence.contains { $0.words.contains("all of team/python:3.12, too") })
        }
    }

    @Test(arguments: Stores.allCases)
    func otherTagsOfTheBaseAreTold(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            for tag: Tag in ["12", "12.1", "latest"] { try await test.push(old, as: tag, in: Self.debian) }
            try await test.push(Image("app", ["a", "b", "x"]), as: "1.0")
            try test.advance(by: .seconds(60))
            for tag: Tag in ["12", "latest"] { try await test.push(less, as: tag, in: Self.debian) }
            let image = try await image(test)
            #expect(image.base == "docker.io/library/debian:12")
            let words = "other tags meant the same then: 12.1 (still does), latest"
            #expect(image.judgement.evidence.contains { $0.words == words })
        }
    }

    @Test(arguments: Stores.allCases)
    func nameThatTheClientCallsThisRegistryIsItsOwn(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: "team/base")
            let annotations = ["org.opencontainers.image.base.name": "10.0.0.7:5000/team/base:12"]
            try await test.push(Image("app", ["q"], Making(annotations: annotations)), as: "1.0")
            #expect(try await image(test).base == "10.0.0.7:5000/team/base:12")
            #expect(try await image(test, hosts: ["10.0.0.7:5000"]).base == "team/base:12")
        }
    }
}
