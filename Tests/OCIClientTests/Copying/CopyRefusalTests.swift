// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct CopyRefusalTests {
    let images: TestImages
    let root: Digest
    let signature: String
    /// The referrer that nothing refers to.
    let leaf: Digest

    init() throws {
        images = try .family()
        root = try #require(images.tags["1.0"])
        signature = "sha256-\(root.hex).sig"
        let subjects = Set(images.manifests.values.compactMap { $0.manifest.subject?.digest })
        leaf = try #require(
            images.manifests.values.first { $0.manifest.subject != nil && !subjects.contains($0.digest) }
        ).digest
    }

    private func copy(
        _ source: MemorySource,
        to target: some ImageDestination = MountingDestination()
    ) async throws -> CopyReport {
        var options = ImageCopy.Options()
        options.concurrency = 1
        return try await ImageCopy(source: source, destination: target, options: options)
            .run(.tag(Tag("1.0")), tags: ["1.0"])
    }

    @Test func goesOnWithoutACompanionThatIsRefused() async throws {
        let signature = signature
        let target = MountingDestination { $0.tags == [signature] }
        let report = try await copy(MemorySource(images), to: target)
        #expect(report.refused == ["\(signature): it is held"])
        #expect(report.companions == [])
        #expect(report.referrers == 2)
        #expect(target.written.last?.tags == ["1.0"])
    }

    @Test func goesOnWithoutAReferrerThatIsRefused() async throws {
        let leaf = leaf
        let target = MountingDestination { $0.digest == leaf }
        let report = try await copy(MemorySource(images), to: target)
        #expect(report.refused == ["\(leaf): it is held"])
        #expect(report.referrers == 1)
        #expect(report.companions == [signature])
        #expect(target.written.last?.tags == ["1.0"])
    }

    @Test func stopsWhenItsOwnTagIsRefused() async throws {
        let (source, target) = (MemorySource(images), MountingDestination { $0.tags == ["1.0"] })
        let error = await #expect(throws: ClientError.self) { _ = try await copy(source, to: target) }
        #expect(error?.code == .refused)
    }

    @Test func leavesOutAReferrerThatIsNotThere() async throws {
        let leaf = leaf
        let report = try await copy(MemorySource(images) { $0.lost = [leaf] })
        #expect(report.referrers == 1)
        #expect(report.notes.count == 1)
        #expect(report.notes.first?.contains(leaf.rawValue) == true)
    }

    @Test func triesABlobAgainAfterThePauseThatIsAskedFor() async throws {
        let directory = try Directory()
        let target = try await OCILayoutDestination.open(directory: directory.path)
        let source = MemorySource(images) {
            $0.bytesUntilFailure = 700
            $0.failuresLeft = 2
            $0.failure = ClientError(.rateLimited, "slow down", retryAfter: 0)
        }
        let report = try await copy(source, to: target)
        #expect(report.blobsCopied == images.blobs.count)
        #expect(source.opened.count == images.blobs.count + 2)
    }

    @Test func doesNotWaitLongForABlob() async throws {
        let directory = try Directory()
        let target = try await OCILayoutDestination.open(directory: directory.path)
        let source = MemorySource(images) {
            $0.bytesUntilFailure = 0
            $0.failuresLeft = 1
            $0.failure = ClientError(.rateLimited, "slow down", retryAfter: 61)
        }
        let error = await #expect(throws: ClientError.self) { _ = try await copy(source, to: target) }
        #expect(error?.code == .rateLimited)
        #expect(source.opened.count == 1)
    }
}

extension CopyRefusalTests {
    private static func absent(_ number: Int, size: Int64) -> Descriptor {
        let digest = RunningDigest.of(Array("absent \(number)".utf8), .sha256)
        return Descriptor(mediaType: .imageManifest, digest: digest, size: size)
    }

    @Test(arguments: [(2, Int64.max), (2, 200 << 20), (10_000, 1)])
    func readsNothingOfAnIndexThatListsTooMuch(count: Int, size: Int64) async throws {
        var images = TestImages()
        let children = (0..<count).map { Self.absent($0, size: size) }
        images.tags = ["1.0": try images.index(children).digest]
        let source = MemorySource(images)
        let error = await #expect(throws: ClientError.self) { _ = try await copy(source) }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains("more manifests than are copied") == true)
    }

    @Test func refusesAManifestThatIsLargerThanAnnounced() async throws {
        var images = TestImages()
        var child = try images.image([["a": "1"]])
        child.size -= 1
        images.tags = ["1.0": try images.index([child]).digest]
        let source = MemorySource(images)
        let error = await #expect(throws: ClientError.self) { _ = try await copy(source) }
        #expect(error?.code == .integrity)
    }
}
