// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

/// What the layers of images say about where they come from.
@Suite struct GraphTests {
    private let base = Image("base", ["a"])
    private let middle = Image("middle", ["a", "b"])
    private let app = Image("app", ["a", "b", "c", "d"])
    private let other = Image("other", ["a", "x"])
    private let stranger = Image("stranger", ["b"])

    private func withImages(_ stores: Stores, _ body: (TestRegistry) async throws -> Void) async throws {
        try await withRegistry(stores) { test in
            // Children first: the order of pushes says nothing.
            try await test.push(app, as: "app")
            try await test.push(middle, as: "middle")
            try await test.push(stranger, as: "stranger")
            try await test.push(base, as: "base")
            try await test.push(other, as: "other")
            try await body(test)
        }
    }

    @Test(arguments: Stores.allCases)
    func parentsAndChildrenAreFoundByWhatLayersHold(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            let graph = try await test.graph("team/app:middle")
            #expect(graph.digests == [base.digest, middle.digest, app.digest])
            #expect(graph.links == [Link(base, middle), Link(middle, app)])
            #expect(graph.nodes.map(\.layers) == [1, 2, 4])
            #expect(
                graph.nodes.map(\.platform) == Array(repeating: Platform(os: "linux", architecture: "amd64"), count: 3)
            )
            #expect(graph.nodes.map(\.references) == [["team/app:base"], ["team/app:middle"], ["team/app:app"]])
            #expect(!graph.isTruncated)
            #expect(!graph.isBeingIndexed)
        }
    }

    @Test(arguments: Stores.allCases)
    func graphIsOfWhatWasAskedFor(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            let all: Set<Digest> = [base.digest, middle.digest, app.digest, other.digest, stranger.digest]
            let links: Set<Link> = [Link(base, middle), Link(middle, app), Link(base, other)]
            for graph in [try await test.graph(), try await test.graph("team/app")] {
                #expect(graph.digests == all)
                #expect(graph.links == links)
            }
            #expect(try await test.graph("team/app:base").digests == all.subtracting([stranger.digest]))
            #expect(try await test.graph("team/app:app").links == [Link(base, middle), Link(middle, app)])
            #expect(try await test.graph("team/app@\(other.digest)").links == [Link(base, other)])
            #expect(try await test.graph("team/app:stranger").digests == [stranger.digest])
            let both = try await test.graph("team/app:app", "team/app:stranger")
            #expect(both.digests == [base.digest, middle.digest, app.digest, stranger.digest])
        }
    }

    @Test(arguments: Stores.allCases)
    func edgeGoesToTheNearestImageThatIsThere(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            try await test.delete(middle.digest)
            #expect(try await test.graph("team/app:app").links == [Link(base, app)])
            try await test.push(middle, as: "middle")
            #expect(try await test.graph("team/app:app").links == [Link(base, middle), Link(middle, app)])
        }
    }

    @Test(arguments: Stores.allCases)
    func imagesOfTheSameLayersAreOneFamilyWhoseFirstHasTheChildren(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let copies = ["second", "third"].map { Image($0, ["a"]) }
            try await test.push(base, as: "base")
            for copy in copies {
                try test.advance(by: .seconds(1))
                try await test.push(copy, as: "copy-\(copy.digest.hex.prefix(4))".asTag)
            }
            try await test.push(middle, as: "middle")
            let graph = try await test.graph("team/app:middle")
            #expect(graph.digests == Set([base, middle].map(\.digest) + copies.map(\.digest)))
            #expect(graph.links == [Link(base, middle)])
            // The next one takes its place.
            try await test.delete(base.digest)
            #expect(try await test.graph("team/app:middle").links == [Link(copies[0], middle)])
        }
    }

    @Test(arguments: Stores.allCases)
    func memberOfTheSamePlatformIsPreferred(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let arm = Making(platform: "linux/arm64/v8")
            try await test.push(base, as: "base")
            try test.advance(by: .seconds(1))
            try await test.push(Image("base", ["a"], arm), as: "base-arm")
            try await test.push(Image("child", ["a", "b"], Making(platform: "linux/arm64")), as: "child")
            let child = Image("child", ["a", "b"], Making(platform: "linux/arm64"))
            #expect(try await test.graph().links == [Link(Image("base", ["a"], arm), child)])
        }
    }

    @Test(arguments: Stores.allCases)
    func layersThatHoldNothingProveNothing(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let images = [
                Image("none", []), Image("empty", [""]), Image("two empty", ["", ""]),
                Image("filled", ["", "a"]), Image("filled more", ["", "a", "", "b"]),
            ]
            for (place, image) in images.enumerated() { try await test.push(image, as: "image-\(place)".asTag) }
            let graph = try await test.graph()
            #expect(graph.digests == Set(images.map(\.digest)))
            #expect(graph.links == [Link(images[3], images[4])])
            for place in 0...2 {
                #expect(try await test.graph("team/app:image-\(place)").digests == [images[place].digest])
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func imageIsOneNodeHoweverManyRepositoriesHaveIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "1.0", "1", in: "library/base")
            try await test.push(base, as: "mirrored", in: "mirror/base")
            try await test.store(base, in: "other/base")
            try await test.push(middle, as: "1.0")
            for graph in [try await test.graph(), try await test.graph("team/app:1.0")] {
                #expect(graph.links == [Link(base, middle)])
                #expect(
                    graph.references(of: base) == [
                        "library/base:1", "library/base:1.0", "mirror/base:mirrored", "other/base@\(base.digest)",
                    ]
                )
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func imagesOfAnIndexGoByItsNames(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let arm = Making(platform: "linux/arm64")
            let (amdChild, armChild) = (Image("app", ["a", "c"]), Image("app", ["z", "c"], arm))
            let armBase = Image("base", ["z"], arm)
            try await test.push(Image(index: [base, armBase]), as: "1.0", in: "library/base")
            // One index in another.
            try await test.push(Image(index: [Image(index: [amdChild]), armChild]), as: "2.0")
            let graph = try await test.graph("team/app:2.0")
            #expect(graph.links == [Link(base, amdChild), Link(armBase, armChild)])
            for image in [base, armBase] { #expect(graph.references(of: image) == ["library/base:1.0"]) }
            for image in [amdChild, armChild] { #expect(graph.references(of: image) == ["team/app:2.0"]) }
            #expect(try await test.graph("team/app@\(armChild.digest)").digests == [armBase.digest, armChild.digest])
        }
    }

    @Test(arguments: Stores.allCases)
    func graphIsCutAtItsLimitWithTheFewestLayersFirst(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            for limit in 0...4 {
                let graph = try await test.graph(limit: limit)
                #expect(graph.nodes.count == limit)
                #expect(graph.isTruncated)
            }
            #expect(try await test.graph(limit: 2).digests == [base.digest, stranger.digest])
            let most = try await test.graph(limit: 4)
            #expect(most.links == [Link(base, middle), Link(base, other)])
            #expect(most.references(of: base) == ["team/app:base"])
            #expect(try await !test.graph(limit: 5).isTruncated)
            // The images asked for, then what they are built on, then the rest.
            #expect(try await test.graph("team/app:middle", limit: 2).digests == [middle.digest, base.digest])
        }
    }

    @Test(arguments: Stores.allCases)
    func whatCannotBeFoundIsSaid(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            let wrong: [(String, RegistryError.Code)] = [
                ("team/none", .repositoryUnknown), ("team/app:none", .manifestUnknown),
                ("team/app@\(Digest.absent)", .manifestUnknown),
                ("team/app:base@\(app.digest)", .requestInvalid),
            ]
            for (reference, code) in wrong {
                #expect(try await refusal { _ = try await test.graph("team/app:base", reference) } == code)
            }
            let (left, right) = (
                try await test.graph("team/app:base@\(base.digest)"), try await test.graph("team/app:base")
            )
            #expect(left == right)
        }
    }

    @Test func documentHasTheContractsForm() async throws {
        try await withRegistry(.memory) { test in
            let odd = Image(
                "odd",
                ["z"],
                Making(annotations: .base(base.digest), config: #"{"rootfs":{"diff_ids":["\#(Image.diffID("z"))"]}}"#)
            )
            try await test.push(base, as: "base")
            try await test.push(odd, as: "odd")
            let text = String(decoding: GraphDocument(try await test.graph()).json, as: UTF8.self)
            let nodes = [
                #"{"digest":"\#(base.digest)","references":["team/app:base"],"platform":"linux/amd64","layers":1}"#,
                #"{"digest":"\#(odd.digest)","references":["team/app:odd"],"platform":null,"layers":1}"#,
            ].sorted()
            let edge =
                #"{"parent":"\#(base.digest)","child":"\#(odd.digest)","evidence":"annotation","contradicted":true}"#
            #expect(
                text
                    == #"{"schema":"holdfast.graph/1","nodes":[\#(nodes.joined(separator: ","))],"edges":[\#(edge)]}"#
            )
            let cut = String(decoding: GraphDocument(try await test.graph(limit: 0)).json, as: UTF8.self)
            #expect(cut == #"{"schema":"holdfast.graph/1","nodes":[],"edges":[],"truncated":true}"#)
        }
    }
}

extension String {
    /// The text as a tag of a test.
    var asTag: Tag { Tag(stringLiteral: self) }
}
