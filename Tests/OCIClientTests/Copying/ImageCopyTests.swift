// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Testing

@testable import OCIClient

@Suite struct ImageCopyTests {
    let images: TestImages
    let root: Digest
    let tag: ManifestReference

    init() throws {
        images = try .family()
        root = try #require(images.tags["1.0"])
        tag = .tag(try Tag("1.0"))
    }

    /// Copies into a layout and finishes it, whatever comes.
    @discardableResult
    private func copy(
        _ source: some ImageSource,
        to path: String,
        _ options: ImageCopy.Options = ImageCopy.Options(),
        tags: [String] = ["1.0"]
    ) async throws -> CopyReport {
        let target = try await OCILayoutDestination.open(directory: path)
        let report = try await ImageCopy(source: source, destination: target, options: options).run(tag, tags: tags)
        try await target.finish()
        try await target.close()
        return report
    }

    @Test func copiesTheIndexWithAllThatBelongsToIt() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        let report = try await copy(MemorySource(images), to: path)
        #expect(report.digest == root)
        #expect(report.manifests == images.manifests.count)
        #expect(report.blobsCopied == images.blobs.count)
        #expect(report.blobsSkipped == 0)
        #expect(report.bytes == images.blobs.values.reduce(0) { $0 + Int64($1.count) })
        #expect(report.referrers == 2)
        #expect(report.companions == ["sha256-\(root.hex).sig"])

        let written = try await OCILayoutSource.open(directory: path, name: nil)
        for (digest, manifest) in images.manifests {
            #expect(try await written.manifest(.digest(digest)).manifest.bytes == manifest.manifest.bytes)
            let referrers = images.manifests.values.filter { $0.manifest.subject?.digest == digest }
            #expect(try await written.referrers(of: digest).map(\.digest) == referrers.map(\.digest))
        }
        #expect(try await written.tags() == ["1.0", "sha256-\(root.hex).sig"])
        #expect(try await written.defaultReference == tag)
    }

    @Test func keepsTheDigestFromPlaceToPlace() async throws {
        let directory = try Directory()
        try await copy(MemorySource(images), to: "\(directory.path)/one")
        let one = try await OCILayoutSource.open(directory: "\(directory.path)/one", name: nil)
        let archive = try await OCIArchiveDestination.open(archive: "\(directory.path)/two.tar")
        _ = try await ImageCopy(source: one, destination: archive).run(tag, tags: ["1.0"])
        try await archive.finish()
        try await archive.close()
        let two = try await OCILayoutSource.open(archive: "\(directory.path)/two.tar", name: nil)
        let report = try await copy(two, to: "\(directory.path)/three")
        #expect(report.digest == root)
        #expect(report.manifests == images.manifests.count)
        let first = directory.files(below: "one/blobs").map { $0.dropFirst(3) }
        let third = directory.files(below: "three/blobs").map { $0.dropFirst(5) }
        #expect(first == third)
    }

    @Test func movesNothingTwice() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        try await copy(MemorySource(images), to: path)
        let source = MemorySource(images)
        let report = try await copy(source, to: path)
        #expect(source.opened == [])
        #expect(report.blobsCopied == 0)
        #expect(report.bytes == 0)
    }

    @Test(arguments: [1, 700, 2_000, 4_000]) func goesOnWhereItBrokeOff(_ bytes: Int64) async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        let broken = MemorySource(images) {
            $0.bytesUntilFailure = bytes
            $0.failuresLeft = .max
        }
        var options = ImageCopy.Options()
        options.concurrency = 1
        let chosen = options
        let error = await #expect(throws: ClientError.self) { try await copy(broken, to: path, chosen) }
        #expect(error?.code == .unavailable)
        await #expect(throws: ClientError.self) { _ = try await OCILayoutSource.open(directory: path, name: nil) }

        let complete = directory.files(below: "layout/blobs").count
        let whole = MemorySource(images)
        try await copy(whole, to: path)
        #expect(whole.opened.count == images.blobs.count - complete)
        let written = try await OCILayoutSource.open(directory: path, name: nil)
        #expect(try await written.resolve(tag).digest == root)
    }

    @Test func triesABlobAgainWhenTheNetworkFails() async throws {
        let directory = try Directory()
        let source = MemorySource(images) {
            $0.bytesUntilFailure = 700
            $0.failuresLeft = 2
        }
        var options = ImageCopy.Options()
        let progress = TransferProgress()
        options.progress = progress
        let report = try await copy(source, to: "\(directory.path)/layout", options)
        #expect(report.blobsCopied == images.blobs.count)
        #expect(source.opened.count == images.blobs.count + 2)
        let state = progress.state
        #expect(state.bytesDone == state.bytesTotal)
        #expect(state.bytesDone == report.bytes)
        #expect(state.blobsDone == images.blobs.count)
    }

    @Test func setsNoNameWhenABlobIsCorrupt() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        for digest in images.blobs.keys {
            let source = MemorySource(images) { $0.corrupt = [digest] }
            let error = await #expect(throws: ClientError.self) { try await copy(source, to: path) }
            #expect(error?.code == .integrity)
            #expect(source.opened.count { $0 == digest } == 1)
            let files = directory.files(below: "layout")
            #expect(!files.contains("layout/\(digest.layoutPath)"))
            #expect(!files.contains("layout/index.json"))
            for file in files { #expect(unlink("\(directory.path)/\(file)") == 0) }
            try directory.write("layout/oci-layout", LayoutIndex.versionFile)
        }
    }

    @Test func takesOnePlatformOutOfAnIndex() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        var options = ImageCopy.Options()
        options.platforms = .only(Platform(os: "linux", architecture: "arm64"))
        let report = try await copy(MemorySource(images), to: path, options)
        let children = try #require(images.manifests[root]).manifest.manifests
        let wanted = try #require(children.first { $0.platform?.architecture == "arm64" }).digest
        #expect(report.digest == wanted)
        #expect(report.manifests == 1)
        let written = try await OCILayoutSource.open(directory: path, name: nil)
        #expect(try await written.resolve(tag).digest == wanted)
    }

    @Test func saysWhichPlatformsThereAre() async throws {
        let directory = try Directory()
        let path = "\(directory.path)/layout"
        var options = ImageCopy.Options()
        options.platforms = .only(Platform(os: "linux", architecture: "s390x"))
        let (chosen, source) = (options, MemorySource(images))
        let error = await #expect(throws: ClientError.self) { try await copy(source, to: path, chosen) }
        #expect(error?.code == .notFound)
        #expect(error?.advice == "It has linux/amd64, linux/arm64.")
    }

    @Test func leavesBehindWhatIsNotWanted() async throws {
        let directory = try Directory()
        var options = ImageCopy.Options()
        options.referrers = .leftBehind
        options.companions = .leftBehind
        let report = try await copy(MemorySource(images), to: "\(directory.path)/layout", options)
        #expect(report.manifests == 3)
        #expect(report.referrers == 0)
        #expect(report.companions == [])
    }

    @Test func setsAllNamesOrTheDigestAlone() async throws {
        let directory = try Directory()
        try await copy(MemorySource(images), to: "\(directory.path)/named", tags: ["a", "b"])
        let named = try await OCILayoutSource.open(directory: "\(directory.path)/named", name: nil)
        #expect(try await named.resolve(.tag(Tag("a"))).digest == root)
        #expect(try await named.resolve(.tag(Tag("b"))).digest == root)
        try await copy(MemorySource(images), to: "\(directory.path)/unnamed", tags: [])
        let unnamed = try await OCILayoutSource.open(directory: "\(directory.path)/unnamed", name: nil)
        #expect(try await unnamed.defaultReference == .digest(root))
    }

    @Test func refusesIndexesThatAreNestedTooDeep() async throws {
        let directory = try Directory()
        var nested = TestImages()
        var top = try nested.image([["a": "1"]])
        for _ in 0...ImageCopy.maximumDepth { top = try nested.index([top]) }
        nested.tags = ["1.0": top.digest]
        let (path, source) = ("\(directory.path)/layout", MemorySource(nested))
        let error = await #expect(throws: ClientError.self) { try await copy(source, to: path) }
        #expect(error?.code == .malformed)
    }

    @Test func saysWhatToDoAboutAnIndexWhoseImagesAreNotAllThere() async throws {
        let directory = try Directory()
        var images = images
        var absent = TestImages()
        let children = [try images.image([["a": "1"]]), try absent.image([["b": "2"]])]
        images.tags = ["1.0": try images.index(children).digest]
        let (path, source) = ("\(directory.path)/layout", MemorySource(images))
        let error = await #expect(throws: ClientError.self) { try await copy(source, to: path) }
        #expect(error?.code == .notFound)
        #expect(error?.advice?.contains("--platform") == true)
    }

    @Test func leavesLayersToThoseWhoMayGiveThemAway() async throws {
        let directory = try Directory()
        var images = TestImages()
        let image = try images.image(
            [["a": "1"]],
            layerType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
        )
        images.tags = ["1.0": image.digest]
        let report = try await copy(MemorySource(images), to: "\(directory.path)/layout")
        #expect(report.blobsCopied == 1)
        #expect(report.blobsSkipped == 0)
    }

    @Test func movesNoBytesThatTheRegistryTakesOver() async throws {
        let source = MemorySource(images)
        let target = MountingDestination()
        let report = try await ImageCopy(source: source, destination: target).run(tag, tags: ["1.0"])
        #expect(report.blobsMounted == images.blobs.count)
        #expect(report.blobsCopied == 0)
        #expect(source.opened == [])
        let written = target.written
        #expect(written.last?.digest == root)
        #expect(written.last?.tags == ["1.0"])
        #expect(written.dropLast().allSatisfy { $0.tags.isEmpty || $0.tags == ["sha256-\(root.hex).sig"] })
    }

    @Test func writesWhatIsListedBeforeWhatListsIt() async throws {
        let target = MountingDestination()
        _ = try await ImageCopy(source: MemorySource(images), destination: target).run(tag, tags: ["1.0"])
        var seen: Set<Digest> = []
        for write in target.written {
            let children = try #require(images.manifests[write.digest]).manifest.manifests
            #expect(children.allSatisfy { seen.contains($0.digest) })
            seen.insert(write.digest)
        }
        #expect(seen == Set(images.manifests.keys))
    }
}
