// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import NIOCore
import OCIModel
import Testing

@testable import OCIClient

@Suite struct DockerArchiveTests {
    private let modern = SavedImages.Modern()
    private let ancient = SavedImages.Ancient()

    private func open(
        _ bytes: [UInt8],
        in directory: borrowing Directory,
        name: String? = nil
    ) async throws -> OCILayoutSource {
        try await OCILayoutSource.open(dockerArchive: directory.write("image.tar", bytes: bytes), name: name)
    }

    private func image(_ source: OCILayoutSource) async throws -> (manifest: Manifest, config: ImageConfig) {
        let reference = try #require(try await source.defaultReference)
        let manifest = try await source.manifest(reference).manifest
        let config = try await source.bytes(of: #require(manifest.config), limit: ImageConfig.maximumSize)
        return (manifest, try ImageConfig(config))
    }

    @Test(arguments: [false, true]) func makesUpTheManifestOfAnImage(isCompressed: Bool) async throws {
        let directory = try Directory()
        let bytes = modern.archive(list: modern.list).bytes
        let source = try await open(isCompressed ? StoredGzip.compress(bytes) : bytes, in: directory)
        let image = try await image(source)
        #expect(image.manifest.mediaType == .imageManifest)
        #expect(image.config.bytes == modern.config)
        #expect(image.manifest.layers.map(\.digest) == image.config.diffIDs)
        #expect(image.manifest.layers.map(\.size) == [Int64(modern.base.count), Int64(modern.top.count)])
        #expect(try await source.bytes(of: image.manifest.layers[1], limit: 1 << 20) == modern.top)
        #expect(try await source.defaultReference == .tag(Tag("1.0")))
        #expect(source.notes.count == 1)
        #expect(source.notes.first?.contains("made up by holdfast") == true)
    }

    @Test func followsLinksToTheLayersOfOtherImages() async throws {
        let directory = try Directory()
        let source = try await open(modern.archive(list: modern.longList).bytes, in: directory, name: "base:2")
        let image = try await image(source)
        #expect(image.manifest.layers.map(\.digest) == image.config.diffIDs)
        #expect(try await source.bytes(of: image.manifest.layers[0], limit: 1 << 20) == modern.base)
    }

    @Test(arguments: ["tool:1.0", "docker.io/library/tool:1.0", "1.0"]) func findsByName(_ name: String) async throws {
        let directory = try Directory()
        let source = try await open(modern.archive(list: modern.longList).bytes, in: directory, name: name)
        #expect(try await image(source).config.bytes == modern.config)
    }

    @Test func listsTheNamesWhenThereAreSeveral() async throws {
        let directory = try Directory()
        let source = try await open(modern.archive(list: modern.longList).bytes, in: directory)
        let error = await #expect(throws: ClientError.self) { _ = try await source.defaultReference }
        #expect(error?.code == .unsupported)
        #expect(error?.advice == "Name one of them: example.com/team/base:2, tool:1.0")
    }

    @Test func saysWhichLayersAreCompressed() async throws {
        let directory = try Directory()
        var archive = modern.archive(list: modern.list.replacing("bb/layer.tar", with: "dd/layer.tar"))
        archive.add("dd/layer.tar", StoredGzip.compress(modern.top))
        let image = try await image(open(archive.bytes, in: directory))
        #expect(
            image.manifest.layers.map(\.mediaType.rawValue) == [
                "application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.v1.tar+gzip",
            ]
        )
        #expect(image.manifest.layers[1].digest != image.config.diffIDs[1])
    }

    @Test func makesUpTheConfigurationOfAnAncientImage() async throws {
        let directory = try Directory()
        let source = try await open(ancient.archive().bytes, in: directory, name: "tool:0.9")
        let image = try await image(source)
        #expect(image.config.diffIDs == [ancient.base, ancient.top].map { RunningDigest.of($0, .sha256) })
        #expect(image.manifest.layers.map(\.digest) == image.config.diffIDs)
        #expect(image.config.platform == Platform(os: "linux", architecture: "amd64"))
        #expect(image.config.created == "2014-01-02T00:00:00Z")
        #expect(image.config.author == "Ann")
        #expect(image.config.execution.command == ["tool"])
        #expect(
            image.config.layerHistory?.map(\.createdBy) == [
                "/bin/sh -c #(nop) ADD file:1 in /", "/bin/sh -c make tool",
            ]
        )
        #expect(source.notes.first?.contains("before 1.10") == true)
    }

    @Test func hashesTheLayersOfAnAncientImageWithoutTheirCompression() async throws {
        let directory = try Directory()
        var archive = ancient.archive(
            description: ancient.description.replacing("\"parent\": \"aa\"", with: "\"parent\": \"cc\"")
        )
        archive.add("cc/json", Array(ancient.baseDescription.utf8))
        archive.add("cc/layer.tar", StoredGzip.compress(ancient.base))
        let image = try await image(open(archive.bytes, in: directory))
        #expect(image.config.diffIDs.first == RunningDigest.of(ancient.base, .sha256))
    }

    @Test func givesTheSameDigestEachTime() async throws {
        let directory = try Directory()
        for archive in [modern.archive(list: modern.list), ancient.archive()] {
            let first = try await image(open(archive.bytes, in: directory))
            let second = try await image(open(archive.bytes, in: directory))
            #expect(first.manifest.bytes == second.manifest.bytes)
        }
    }

    @Test(arguments: [
        ("[{\"Config\": \"absent.json\", \"Layers\": []}]", "lacks absent.json"),
        ("[{\"Config\": \"base.json\", \"Layers\": [\"zz/layer.tar\"]}]", "lacks zz/layer.tar"),
        ("[{\"Config\": \"base.json\", \"Layers\": [\"../../../etc/passwd\"]}]", "lacks ../../../etc/passwd"),
        ("[{\"Config\": \"base.json\", \"Layers\": [1]}]", "does not list images"),
        ("[{\"Layers\": []}]", "does not list images"),
        ("{}", "does not list images"),
        ("[{\"Config\": \"loop\", \"Layers\": []}]", "leads nowhere"),
        ("[{\"Config\": \"twice.json\", \"Layers\": []}]", "more than once"),
        ("[{\"Config\": \"outside\", \"Layers\": []}]", "lacks outside"),
        ("[", "cannot be read"),
    ])
    func refusesAListThatIsWrong(_ list: String, _ reason: String) async throws {
        let directory = try Directory()
        var archive = modern.archive(list: list)
        archive.add("loop", .symbolicLink, to: "loop2")
        archive.add("loop2", .hardLink, to: "loop")
        archive.add("outside", .symbolicLink, to: "../../etc/passwd")
        archive.add("twice.json", Array("{}".utf8))
        archive.add("./twice.json", Array("[]".utf8))
        let path = try directory.write("image.tar", bytes: archive.bytes)
        let error = await #expect(throws: ClientError.self) {
            _ = try await OCILayoutSource.open(dockerArchive: path, name: nil)
        }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            ("{\"tool\": {\"0.9\": \"zz\"}}", nil, "zz/json"),
            ("{\"tool\": {\"0.9\": 7}}", nil, "repositories"),
            ("{}", nil, "repositories"),
            ("[]", nil, "repositories"),
            (nil, "{\"parent\": \"bb\"}", "circle"),
            (nil, "{\"parent\": \"zz\"}", "zz/json"),
            (nil, "{", "bb/json"),
        ] as [(String?, String?, String)]
    )
    func refusesAnAncientArchiveThatIsWrong(_ repositories: String?, _ description: String?, _ reason: String)
        async throws
    {
        let directory = try Directory()
        let bytes = ancient.archive(repositories: repositories, description: description).bytes
        let path = try directory.write("image.tar", bytes: bytes)
        let error = await #expect(throws: ClientError.self) {
            _ = try await OCILayoutSource.open(dockerArchive: path, name: nil)
        }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }
}
