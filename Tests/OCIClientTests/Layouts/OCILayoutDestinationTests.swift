// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Testing

@testable import OCIClient

@Suite struct OCILayoutDestinationTests {
    private func write(
        _ image: Descriptor,
        of images: TestImages,
        as names: [String],
        to path: String
    ) async throws {
        let target = try await OCILayoutDestination.open(directory: path)
        try await target.write(#require(images.manifests[image.digest]), tags: names)
        try await target.finish()
        try await target.close()
    }

    private func names(_ path: String) async throws -> [String: Digest] {
        let source = try await OCILayoutSource.open(directory: path, name: nil)
        var names: [String: Digest] = [:]
        for name in try await source.tags() { names[name] = try await source.resolve(.tag(Tag(name))).digest }
        return names
    }

    @Test func keepsOtherNamesAndMovesItsOwn() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        var images = TestImages()
        let first = try images.image([["a": "1"]])
        let second = try images.image([["a": "2"]])
        try await write(first, of: images, as: ["1", "latest"], to: path)
        try await write(second, of: images, as: ["2", "latest"], to: path)
        #expect(try await names(path) == ["1": first.digest, "2": second.digest, "latest": second.digest])
    }

    @Test func givesAnImageThatIsListedAName() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        var images = TestImages()
        let image = try images.image([["a": "1"]])
        try await write(image, of: images, as: [], to: path)
        try await write(image, of: images, as: ["1"], to: path)
        try await write(image, of: images, as: [], to: path)
        let bytes = directory.read("layout/index.json")
        let index = try LayoutIndex(#require(bytes), of: "it")
        #expect(index.entries.map(\.names) == [["1"]])
    }

    @Test func keepsWhatItDoesNotKnowInTheIndex() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        var images = TestImages()
        let first = try images.image([["a": "1"]])
        try await write(first, of: images, as: ["1"], to: path)
        let digest = RunningDigest.of([], .sha256)
        try directory.write(
            "layout/index.json",
            """
            {"schemaVersion": 2, "annotations": {"x": "y"}, "manifests": [{"mediaType": "application/x", "size": 0,
            "digest": "\(digest)", "platform": {"os": "linux", "architecture": "arm64", "os.version": "7"}}]}
            """
        )
        try await write(first, of: images, as: ["1"], to: path)
        let bytes = directory.read("layout/index.json")
        let json = try JSONValue(parsing: #require(bytes))
        #expect(json["annotations"]?["x"] == .string("y"))
        #expect(json["manifests"]?.array?.first?["platform"]?["os.version"] == .string("7"))
        #expect(json["manifests"]?.array?.count == 2)
    }

    @Test(arguments: [
        "{\"manifests\": [", "{}", "[]", "{\"manifests\": {}}", "{\"schemaVersion\": 2, \"manifests\": [5]}",
    ])
    func doesNotTouchAnIndexItCannotRead(_ text: String) async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        var images = TestImages()
        let image = try images.image([["a": "1"]])
        try await write(image, of: images, as: ["1"], to: path)
        try directory.write("layout/index.json", text)
        let written = images
        let error = await #expect(throws: ClientError.self) {
            try await write(image, of: written, as: ["2"], to: path)
        }
        #expect(error?.code == .malformed)
        let left = directory.read("layout/index.json")
        #expect(left == Array(text.utf8))
    }

    @Test func goesOnWithALayoutThatWasHardlyBegun() async throws {
        let directory = try Directory()
        try directory.write("layout/blobs/sha256/\(String(repeating: "0", count: 64))", "half of it")
        _ = try await OCILayoutDestination.open(directory: "\(directory.path)/layout")
        let version = directory.read("layout/oci-layout")
        #expect(version == Array(LayoutIndex.versionFile.utf8))
    }

    @Test func takesNoOtherFileNamedBlobsForALayout() async throws {
        let directory = try Directory()
        try directory.write("layout/blobs", "mine")
        let path = "\(directory.path)/layout"
        let error = await #expect(throws: ClientError.self) { _ = try await OCILayoutDestination.open(directory: path) }
        #expect(error?.code == .unsupported)
    }

    @Test func leavesAloneWhatIsNoFileOfItsOwn() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        _ = try await OCILayoutDestination.open(directory: path)
        try directory.write("mine", "mine")
        #expect(mkfifo("\(path)/.holdfast-part-fifo", 0o600) == 0)
        #expect(mkdir("\(path)/.holdfast-part-directory", 0o700) == 0)
        #expect(symlink("../mine", "\(path)/.holdfast-part-link") == 0)
        _ = try await OCILayoutDestination.open(directory: path)
        for name in ["fifo", "directory", "link"] {
            #expect(try LocalDirectory.kind(of: "\(path)/.holdfast-part-\(name)") != nil)
        }
    }

    @Test func doesNotUseADirectoryOfSomethingElse() async throws {
        let directory = try Directory()
        try directory.write("work/notes.txt", "mine")
        let path = "\(directory.path)/work"
        let error = await #expect(throws: ClientError.self) { _ = try await OCILayoutDestination.open(directory: path) }
        #expect(error?.code == .unsupported)
        let left = directory.files(below: "work")
        #expect(left == ["work/notes.txt"])
    }

    @Test func replacesABlobThatIsWrong() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        let bytes = Array("right".utf8)
        let blob = Descriptor(mediaType: .octetStream, digest: RunningDigest.of(bytes, .sha256), size: 5)
        let target = try await OCILayoutDestination.open(directory: path)
        try directory.write("layout/\(blob.digest.layoutPath)", "wrong")
        #expect(try await !target.has(blob))
        try await target.write(blob, DestinationConformanceTests.stream(bytes))
        let written = directory.read("layout/\(blob.digest.layoutPath)")
        #expect(written == bytes)
    }

    @Test func removesWhatACrashLeft() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        let target = try await OCILayoutDestination.open(directory: path)
        let inUse = try FileDraft(in: path)
        try directory.write("layout/.holdfast-part-abandoned", "half a blob")
        _ = try await OCILayoutDestination.open(directory: path)
        let left = directory.files(below: "layout").filter { $0.contains(FileDraft.prefix) }
        #expect(left.count == 1)
        #expect(!left.contains("layout/.holdfast-part-abandoned"))
        withExtendedLifetime((target, inUse)) {}
    }
}
