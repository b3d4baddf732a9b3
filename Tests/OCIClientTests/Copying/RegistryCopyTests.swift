// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import Testing

@testable import OCIClient

@Suite struct RegistryCopyTests {
    let images: TestImages
    let root: Digest
    let tag: ManifestReference

    init() throws {
        images = try .family()
        root = try #require(images.tags["1.0"])
        tag = .tag(try Tag("1.0"))
    }

    @Test func copiesIntoARegistryAndBack() async throws {
        let registry = MemoryRegistry(TestImages())
        try await registry.with { host, session in
            let there = try await ImagePlaces.destination(.registry(Reference("\(host)/team/copy")), session: session)
            let report = try await ImageCopy(source: MemorySource(images), destination: there).run(tag, tags: ["2.0"])
            #expect(report.digest == root)
            #expect(report.blobsCopied == images.blobs.count)

            let directory = try Directory()
            let source = try await ImagePlaces.source(.registry(Reference("\(host)/team/copy:2.0")), session: session)
            let back = try await ImagePlaces.destination(
                .ociArchive(path: "\(directory.path)/back.tar", name: nil),
                session: session
            )
            let reference = try #require(try await source.defaultReference)
            let second = try await ImageCopy(source: source, destination: back).run(reference, tags: ["2.0"])
            try await back.finish()
            try await back.close()
            #expect(second.digest == root)
            #expect(second.manifests == images.manifests.count)
            #expect(second.companions == ["sha256-\(root.hex).sig"])
        }
        let copy = registry["team/copy"]
        #expect(Set(copy.manifests.keys) == Set(images.manifests.keys.map(\.rawValue)))
        #expect(
            copy.tags == [
                "2.0": root.rawValue, "sha256-\(root.hex).sig": images.tags["sha256-\(root.hex).sig"]?.rawValue,
            ]
        )
        #expect(copy.blobs == Dictionary(uniqueKeysWithValues: images.blobs.map { ($0.key.rawValue, $0.value) }))
    }

    @Test func mountsWithinARegistry() async throws {
        let registry = MemoryRegistry(images)
        try await registry.with { host, session in
            let source = try session.source(Reference("\(host)/team/app:1.0"))
            let target = try session.destination(Reference("\(host)/team/copy"))
            let report = try await ImageCopy(source: source, destination: target).run(tag, tags: ["1.0"])
            #expect(report.blobsMounted == images.blobs.count)
            #expect(report.bytes == 0)
            let again = try await ImageCopy(source: source, destination: target).run(tag, tags: ["1.0"])
            #expect(again.blobsMounted == 0)
            #expect(again.blobsCopied == 0)
        }
        #expect(registry["team/copy"].tags["1.0"] == root.rawValue)
    }

    /// Copies to a registry where a companion tag means something already; gives what it means then, and the report.
    private func copy(
        _ suffix: String,
        over there: (inout TestImages, TestImages.Family) throws -> Descriptor,
        _ here: (inout TestImages, TestImages.Family) throws -> Descriptor
    ) async throws -> (Manifest, CopyReport) {
        var source = TestImages()
        var target = TestImages()
        let image = try source.image([["a": "1"]])
        _ = try target.image([["a": "1"]])
        let name = "sha256-\(image.digest.hex)\(suffix)"
        let family = TestImages.Family(image: image)
        source.tags = ["1.0": image.digest, name: try here(&source, family).digest]
        target.tags = [name: try there(&target, family).digest]
        let registry = MemoryRegistry(target)
        let from = source
        let done = Mutex<CopyReport?>(nil)
        try await registry.with { host, session in
            let place = try session.destination(Reference("\(host)/team/app"))
            var options = ImageCopy.Options()
            options.referrers = .leftBehind
            let report = try await ImageCopy(source: MemorySource(from), destination: place, options: options)
                .run(tag, tags: ["1.0"])
            done.withLock { $0 = report }
        }
        let repository = registry["team/app"]
        let digest = try #require(repository.tags[name])
        let written = try #require(repository.manifests[digest])
        let report = try #require(done.withLock { $0 })
        return (try Manifest(sniffing: written.bytes, declared: nil), report)
    }

    @Test func keepsSignaturesThatTheSourceLacks() async throws {
        let (manifest, report) = try await copy(".sig") { images, _ in
            try images.signatures(["theirs"])
        } _: { images, _ in
            try images.signatures(["ours"])
        }
        #expect(manifest.layers.map(\.digest) == [RunningDigest.of(Array("theirs".utf8), .sha256)])
        #expect(report.companions == [])
        #expect(report.refused.count == 1)
    }

    @Test(arguments: [["theirs", "ours"], ["ours", "theirs", "more"]])
    func addsSignaturesToThoseThere(_ ours: [String]) async throws {
        let (manifest, report) = try await copy(".sig") { images, _ in
            try images.signatures(["theirs"])
        } _: { images, _ in
            try images.signatures(ours)
        }
        #expect(manifest.layers.count == ours.count)
        #expect(report.companions.count == 1)
        #expect(report.refused == [])
    }

    @Test func leavesMoreSignaturesThanTheSourceHas() async throws {
        let (manifest, report) = try await copy(".att") { images, _ in
            try images.signatures(["ours", "theirs"])
        } _: { images, _ in
            try images.signatures(["ours"])
        }
        #expect(manifest.layers.count == 2)
        #expect(report.companions.count == 1)
        #expect(report.refused == [])
    }

    @Test func joinsTheFallbackIndexesOfReferrers() async throws {
        let (manifest, report) = try await copy("") { images, family in
            try images.index([images.referrer(to: family.image, "both"), images.referrer(to: family.image, "theirs")])
        } _: { images, family in
            try images.index([images.referrer(to: family.image, "ours"), images.referrer(to: family.image, "both")])
        }
        #expect(manifest.manifests.count == 3)
        #expect(Set(manifest.manifests.map(\.digest)).count == 3)
        #expect(report.companions.count == 1)
        #expect(report.refused == [])
    }
}

extension TestImages {
    /// An image to hang something on.
    fileprivate struct Family {
        let image: Descriptor
    }

    /// Adds a manifest as signers make it: a layer for each signature.
    fileprivate mutating func signatures(_ texts: [String]) throws -> Descriptor {
        let config = blob(Array("{}".utf8), Self.configType)
        let layers = texts.map {
            blob(Array($0.utf8), MediaType(rawValue: "application/vnd.dev.cosign.simplesigning.v1+json"))
        }
        return try manifest(config: config, layers: layers)
    }
}
