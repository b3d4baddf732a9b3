// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct DockerArchiveDestinationTests {
    private func copy(
        _ source: some ImageSource,
        _ digest: Digest,
        to path: String,
        as names: [String]
    ) async throws {
        let target = try await DockerArchiveDestination.open(archive: path)
        do {
            _ = try await ImageCopy(source: source, destination: target).run(.digest(digest), tags: names)
            try await target.finish()
        } catch {
            try await target.close()
            throw error
        }
        try await target.close()
    }

    @Test func writesWhatIsReadAgain() async throws {
        let directory = try Directory()
        var images = TestImages()
        let image = try images.image([["a": "1"], ["b": "2"]])
        _ = try images.referrer(to: image, "which an archive of Docker cannot hold")
        let path = "\(directory.path)/image.tar"
        try await copy(MemorySource(images), image.digest, to: path, as: ["app:1.0", "example.com/app"])

        let source = try await OCILayoutSource.open(dockerArchive: path, name: "app:1.0")
        let manifest = try await source.manifest(#require(try await source.defaultReference)).manifest
        let original = try #require(images.manifests[image.digest]).manifest
        #expect(manifest.config?.digest == original.config?.digest)
        #expect(manifest.layers.map(\.digest) == original.layers.map(\.digest))
        #expect(try await source.tags() == ["app:1.0", "example.com/app:latest"])
        for layer in manifest.layers {
            #expect(try await source.bytes(of: layer, limit: 1 << 20) == images.blobs[layer.digest])
        }
    }

    @Test func expandsCompressedLayers() async throws {
        let directory = try Directory()
        let modern = SavedImages.Modern()
        var archive = modern.archive(list: modern.list.replacing("bb/layer.tar", with: "dd/layer.tar"))
        archive.add("dd/layer.tar", StoredGzip.compress(modern.top))
        let source = try await OCILayoutSource.open(
            dockerArchive: directory.write("in.tar", bytes: archive.bytes),
            name: nil
        )
        let path = "\(directory.path)/out.tar"
        let digest = try await source.resolve(#require(try await source.defaultReference)).digest
        try await copy(source, digest, to: path, as: ["tool:1.0"])
        let written = try await OCILayoutSource.open(dockerArchive: path, name: nil)
        let manifest = try await written.manifest(#require(try await written.defaultReference)).manifest
        #expect(manifest.layers.map(\.digest) == [modern.base, modern.top].map { RunningDigest.of($0, .sha256) })
    }

    @Test func refusesAnIndex() async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        let root = try #require(images.tags["1.0"])
        let path = "\(directory.path)/image.tar"
        let error = await #expect(throws: ClientError.self) {
            try await copy(MemorySource(images), root, to: path, as: ["app:1.0"])
        }
        #expect(error?.code == .unsupported)
        #expect(error?.advice?.contains("--platform") == true)
        let left = directory.files(below: ".")
        #expect(left == [])
    }

    @Test func refusesLayersThatAreNotWhatTheConfigurationSays() async throws {
        let directory = try Directory()
        let modern = SavedImages.Modern()
        let list = modern.list.replacing("aa/layer.tar", with: "bb/layer.tar")
        let source = try await OCILayoutSource.open(
            dockerArchive: directory.write("in.tar", bytes: modern.archive(list: list).bytes),
            name: nil
        )
        let digest = try await source.resolve(#require(try await source.defaultReference)).digest
        let path = "\(directory.path)/out.tar"
        let error = await #expect(throws: ClientError.self) { try await copy(source, digest, to: path, as: []) }
        #expect(error?.code == .integrity)
    }

    @Test func refusesWhatIsNoName() async throws {
        let directory = try Directory()
        var images = TestImages()
        let image = try images.image([["a": "1"]])
        let (path, source) = ("\(directory.path)/image.tar", MemorySource(images))
        let error = await #expect(throws: ClientError.self) {
            try await copy(source, image.digest, to: path, as: ["Not A Name"])
        }
        #expect(error?.code == .unsupported)
    }
}
