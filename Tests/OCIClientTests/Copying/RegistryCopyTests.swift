// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
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
}
