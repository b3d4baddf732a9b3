// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Registry
import Storage
import Testing

/// What images say about where they come from, and whether their layers agree.
@Suite struct BaseClaimTests {
    private let base = Image("base", ["a"])

    /// Where an image's base is named.
    enum Place: CaseIterable {
        case annotation, label, index, entryOfAnIndex

        /// An image of other layers than the base, and what is pushed to have it say so.
        func claim(_ digest: Digest, _ stack: [String], platform: String = "linux/amd64") -> (Image, pushed: Image) {
            var making = Making(platform: platform)
            switch self {
            case .annotation: making.annotations = .base(digest)
            case .label: making.labels = .base(digest)
            case .index, .entryOfAnIndex: break
            }
            let image = Image("claiming", stack, making)
            return switch self {
            case .annotation, .label: (image, image)
            case .index: (image, Image(listing: [image], annotations: .base(digest)))
            // What an entry says is closer to the image than what the index says.
            case .entryOfAnIndex:
                (image, Image(listing: [image], annotations: .base(.absent), entries: .base(digest)))
            }
        }
    }

    @Test(arguments: Stores.allCases, Place.allCases)
    func namedBaseIsAParentThatTheLayersContradict(_ stores: Stores, _ place: Place) async throws {
        try await withRegistry(stores) { test in
            let (image, pushed) = place.claim(base.digest, ["squashed"])
            try await test.push(base, as: "1.0", in: "library/base")
            try await test.push(pushed, as: "1.0")
            let link = Link(base, image, .annotation, isContradicted: true)
            for graph in [
                try await test.graph(), try await test.graph("team/app:1.0"), try await test.graph("library/base:1.0"),
            ] {
                #expect(graph.digests == [base.digest, image.digest])
                #expect(graph.links == [link])
            }
        }
    }

    @Test(arguments: Stores.allCases, Place.allCases)
    func namedBaseAndLayersMayAgree(_ stores: Stores, _ place: Place) async throws {
        try await withRegistry(stores) { test in
            let (image, pushed) = place.claim(base.digest, ["a", "b", "c"])
            let between = Image("between", ["a", "b"])
            try await test.push(base, as: "1.0", in: "library/base")
            try await test.push(pushed, as: "1.0")
            #expect(try await test.graph("team/app:1.0").links == [Link(base, image), Link(base, image, .annotation)])
            // A nearer image changes what the layers say, and is no contradiction.
            try await test.push(between, as: "between")
            #expect(
                try await test.graph("team/app:1.0").links
                    == [Link(base, between), Link(between, image), Link(base, image, .annotation)]
            )
        }
    }

    @Test(arguments: Stores.allCases, Place.allCases)
    func indexMeansItsImageForThePlatform(_ stores: Stores, _ place: Place) async throws {
        try await withRegistry(stores) { test in
            let arm = Image("base", ["z"], Making(platform: "linux/arm64/v8"))
            let bases = Image(index: [base, arm])
            let (image, pushed) = place.claim(bases.digest, ["squashed"], platform: "linux/arm64")
            try await test.push(bases, as: "1.0", in: "library/base")
            try await test.push(pushed, as: "1.0")
            let link = Link(arm, image, .annotation, isContradicted: true)
            #expect(try await test.graph("team/app:1.0").links == [link])
            #expect(try await test.graph("library/base:1.0").links == [link])
            #expect(try await test.graph("library/base@\(base.digest)").links.isEmpty)
        }
    }

    @Test(arguments: Stores.allCases)
    func annotationsGoBeforeLabelsWhichImagesInherit(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let other = Image("other base", ["o"])
            let making = Making(annotations: .base(base.digest), labels: .base(other.digest))
            let image = Image("image", ["squashed"], making)
            for (pushed, tag) in [(base, "base"), (other, "other"), (image, "image")] {
                try await test.push(pushed, as: tag.asTag)
            }
            #expect(try await test.graph().links == [Link(base, image, .annotation, isContradicted: true)])
        }
    }

    @Test(arguments: Stores.allCases)
    func memberOfAFamilyThatIsNamedHasTheChild(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let copy = Image("copy", ["a"])
            let image = Image("image", ["a", "b"], Making(annotations: .base(copy.digest)))
            try await test.push(base, as: "base")
            try test.advance(by: .seconds(1))
            try await test.push(copy, as: "copy")
            try await test.push(image, as: "image")
            #expect(try await test.graph().links == [Link(copy, image), Link(copy, image, .annotation)])
        }
    }

    @Test(arguments: Stores.allCases)
    func claimsAreFollowedFromImageToImage(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let first = Image("first", ["s1"], Making(annotations: .base(base.digest)))
            let second = Image("second", ["s2"], Making(annotations: .base(first.digest)))
            let onSecond = Image("on second", ["s2", "t"])
            for (place, image) in [base, first, second, onSecond].enumerated() {
                try await test.push(image, as: "image-\(place)".asTag)
            }
            let links: Set<Link> = [
                Link(base, first, .annotation, isContradicted: true),
                Link(first, second, .annotation, isContradicted: true), Link(second, onSecond),
            ]
            for place in 0...3 { #expect(try await test.graph("team/app:image-\(place)").links == links) }
        }
    }

    /// An index is not bound to say the truth about what it lists.
    @Test(arguments: Stores.allCases)
    func circleOfClaimsComesToAnEnd(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let (one, two) = (Image("one", ["1"]), Image("two", ["2"]))
            try await test.push(Image(listing: [one], annotations: .base(two.digest)), as: "one")
            try await test.push(Image(listing: [two], annotations: .base(one.digest)), as: "two")
            try await test.push(Image(listing: [one], annotations: .base(one.digest)), as: "self")
            let links: Set<Link> = [
                Link(one, two, .annotation, isContradicted: true), Link(two, one, .annotation, isContradicted: true),
            ]
            for graph in [try await test.graph(), try await test.graph("team/app:one")] {
                #expect(graph.links == links)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func baseThatIsNotHereOrNoDigestIsNoEdge(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "base")
            var making = Making(annotations: .base(.absent))
            try await test.push(Image("image", ["x"], making), as: "absent")
            making.annotations = ["org.opencontainers.image.base.digest": "sha256:latest"]
            try await test.push(Image("image", ["x"], making), as: "malformed")
            making.annotations = ["org.opencontainers.image.base.name": "team/app:base"]
            try await test.push(Image("image", ["x"], making), as: "name")
            let config = try #require(base.blobDigests.first)
            making.annotations = .base(config)
            try await test.push(Image("image", ["x"], making), as: "blob")
            #expect(try await test.graph().links.isEmpty)
            #expect(try await test.graph().nodes.count == 5)
        }
    }
}
