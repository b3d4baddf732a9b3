// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// What is in the index of images, and for how long.
@Suite struct ImageIndexTests {
    private let base = Image("base", ["a"])
    private let app = Image("app", ["a", "b"])

    @Test(
        arguments: [
            Making(),
            Making(mediaType: .dockerManifest, configType: "application/vnd.docker.container.image.v1+json"),
            Making(layerType: "application/vnd.docker.image.rootfs.diff.tar.gzip"),
            Making(layerType: "application/vnd.oci.image.layer.v1.tar+zstd"),
            Making(artifactType: "application/vnd.oci.image.config.v1+json"),
            Making(platform: "windows/amd64"),
        ]
    )
    func imagesOfAllKindsAreInIt(_ making: Making) async throws {
        for stores in Stores.allCases {
            try await withRegistry(stores) { test in
                let image = Image("app", ["a", "b"], making)
                try await test.push(base, as: "base")
                try await test.push(image, as: "1.0")
                #expect(try await test.graph("team/app:1.0").links == [Link(base, image)])
            }
        }
    }

    /// A registry stores what it is given; what it does not understand is stored and not in the index.
    @Test(
        arguments: [
            Making(config: "{}"), Making(config: "[1, 2"), Making(config: #"{"rootfs":{"diff_ids":["sha256:0"]}}"#),
            Making(config: #"{"rootfs":7}"#), Making(diffIDs: []), Making(diffIDs: [Image.diffID("a")]),
            Making(diffIDs: [Image.diffID("a"), Image.diffID("b"), Image.diffID("c")]),
            Making(platform: "linux/\(String(repeating: "a", count: 65))"),
            Making(configType: "application/vnd.cncf.helm.config.v1+json"),
            Making(layerType: "application/vnd.dev.cosign.simplesigning.v1+json"),
            Making(layerType: "application/vnd.in-toto+json"),
            Making(artifactType: "application/vnd.example.sbom"),
            Making(configMembers: #","urls":["https://example.com/config"]"#),
        ]
    )
    func whatIsNoImageOrNotUnderstoodIsAcceptedAndNotInIt(_ making: Making) async throws {
        for stores in Stores.allCases {
            try await withRegistry(stores) { test in
                let odd = Image("odd", ["a", "b"], making)
                try await test.push(base, as: "base")
                #expect(try await test.push(odd, as: "odd") == [])
                try await test.expectPulls(odd)
                #expect(try await test.graph().digests == [base.digest])
                #expect(try await test.graph("team/app:odd").nodes.isEmpty)
            }
        }
    }

    @Test(arguments: [(1_024, true), (1_025, false)])
    func imageHasABoundOfLayers(count: Int, isIndexed: Bool) async throws {
        try await withRegistry(.disk) { test in
            let layer = Image("one", ["a"]).blobs[1]
            // The same layer over and over is one blob, and as many layers.
            let image = Image("tall", layer: layer, times: count)
            try await test.push(image, as: "tall")
            #expect(try await test.graph().nodes.map(\.layers) == (isIndexed ? [count] : []))
            try await test.delete(image.digest)
            #expect(try await test.graph().nodes.isEmpty)
        }
    }

    /// The configuration may be damaged before its manifest arrives.
    @Test func damagedConfigurationIsNotRead() async throws {
        try await withRegistry(.disk) { test in
            try await test.upload(app)
            let files = try #require(test.files)
            let config = app.blobDigests[0]
            try files.flipByte(at: 12, of: config)
            #expect(try await test.put(app, as: ["1.0"]) == [])
            #expect(try await test.graph().nodes.isEmpty)
            try files.delete(config)
            #expect(try await test.put(app, as: ["1.0"]) == [])
            #expect(try await test.graph().nodes.isEmpty)
            // Pushed again, as a client would that has lost nothing.
            try await test.upload(app.blobs[0])
            #expect(try await test.put(app, as: ["1.0"]) == [])
            #expect(try await test.graph().digests == [app.digest])
        }
    }

    @Test(arguments: Stores.allCases)
    func deletedImageIsGone(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(base, as: "base")
            try await test.push(app, as: "1.0")
            try await test.delete("1.0")
            #expect(try await test.graph().links == [Link(base, app)])
            try await test.delete(app.digest)
            #expect(try await test.graph().digests == [base.digest])
            try await test.delete(base.digest)
            #expect(try await test.graph().nodes.isEmpty)
            let chains = try await test.metadata.read { store in
                var chains = 0
                try store.visitChains(above: .empty) { _, _ in
                    chains += 1
                    return .proceed
                }
                return chains
            }
            #expect(chains == 0)
        }
    }

    @Test(arguments: Stores.allCases)
    func collectedImageIsGone(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "ci", change: .allow, keep: Retention(last: 0))]) { test in
            try await test.push(base, as: "base")
            try await test.push(app, as: "1.0")
            try await test.push(Image("app", ["a", "c"]), as: "1.0")
            #expect(try await test.graph().nodes.count == 3)
            try test.advance(by: .days(1))
            try await test.collectGarbage()
            #expect(try await test.graph().links == [Link(base, Image("app", ["a", "c"]))])
        }
    }

    @Test(arguments: Stores.allCases)
    func nothingIsRecordedOfARefusedPush(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "frozen", change: .deny)]) { test in
            try await test.push(base, as: "1.0")
            #expect(try await test.push(app, as: "1.0").map(\.reason) == [.forbidden])
            #expect(try await test.graph(by: .ann).digests == [base.digest])
        }
    }

    /// Nobody learns of another repository's configuration by naming it.
    @Test(arguments: Stores.allCases)
    func configurationOfAnotherRepositoryIsNotRecorded(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(app, as: "1.0", in: "secret/app")
            #expect(try await refusal { _ = try await test.put(app, as: ["1.0"]) } == .manifestBlobUnknown)
            #expect(try await test.metadata.read { try $0.images(in: .app, after: nil, limit: 9) }.isEmpty)
        }
    }

    /// Against the plain way to find parents, which compares every image with every other.
    @Test(arguments: Stores.allCases, [1, 2, 3] as [UInt64])
    func indexAgreesWithAScan(_ stores: Stores, seed: UInt64) async throws {
        try await withRegistry(stores) { test in
            var random = seed &* 0x9e37_79b9_7f4a_7c15
            func next(_ bound: Int) -> Int {
                random ^= random << 13
                random ^= random >> 7
                random ^= random << 17
                return Int(random % UInt64(bound))
            }
            var stacks: [[String]: (order: Int, image: Image)] = [:]
            for order in 0..<60 {
                let stack = (0..<next(5)).map { _ in ["a", "b", ""][next(3)] }
                if let known = stacks[stack] {
                    guard next(2) == 0 else { continue }
                    try await test.delete(known.image.digest)
                    stacks[stack] = nil
                } else {
                    let image = Image("image \(order)", stack)
                    try await test.push(image, as: "image-\(order)".asTag)
                    stacks[stack] = (order, image)
                }
            }
            var expected: Set<Link> = []
            for (stack, child) in stacks {
                for count in stride(from: stack.count - 1, to: 0, by: -1) {
                    let lower = Array(stack.prefix(count))
                    guard lower.contains(where: { !$0.isEmpty }), let parent = stacks[lower] else { continue }
                    expected.insert(Link(parent.image, child.image))
                    break
                }
            }
            let graph = try await test.graph()
            #expect(graph.digests == Set(stacks.values.map(\.image.digest)))
            #expect(graph.links == expected)
            #expect(!expected.isEmpty)
        }
    }
}

extension Image {
    /// Makes an image that has one layer many times.
    fileprivate init(_ name: String, layer: ByteBuffer, times: Int) {
        let diffIDs = (0..<times).map { #""\#(Image.diffID("\($0)"))""# }.joined(separator: ",")
        let config = ByteBuffer(string: #"{"rootfs":{"diff_ids":[\#(diffIDs)]}}"#)
        let pointer = { (type: String, bytes: ByteBuffer) in
            #"{"mediaType":"\#(type)","digest":"\#(Digest(of: bytes))","size":\#(bytes.readableBytes)}"#
        }
        let layers = Array(repeating: pointer("application/vnd.oci.image.layer.v1.tar", layer), count: times)
        self.init(
            text: #"{"schemaVersion":2,"config":"#
                + pointer("application/vnd.oci.image.config.v1+json", config)
                + #","layers":[\#(layers.joined(separator: ","))]}"#,
            blobs: [config, layer]
        )
    }
}
