// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct AnnotatedCopyTests {
    let images: TestImages
    let root: Digest

    init() throws {
        images = try .family()
        root = try #require(images.tags["1.0"])
    }

    private func copy(_ annotations: [String: String], to path: String) async throws -> CopyReport {
        var options = ImageCopy.Options()
        options.annotations = annotations
        let target = try await OCILayoutDestination.open(directory: path)
        let report = try await ImageCopy(source: MemorySource(images), destination: target, options: options)
            .run(.tag(try Tag("1.0")), tags: ["1.0"])
        try await target.finish()
        try await target.close()
        return report
    }

    @Test func annotatesTheIndexAloneAndKeepsWhatBelongsToItsImages() async throws {
        let directory = try Directory()
        let report = try await copy(["a": "1"], to: directory.path + "/layout")
        #expect(report.digestBeforeAnnotations == root)
        #expect(report.digest != root)
        let written = try await OCILayoutSource.open(directory: directory.path + "/layout", name: nil)
        let index = try await written.manifest(.tag(try Tag("1.0")))
        #expect(index.digest == report.digest)
        #expect(index.manifest.annotations == ["a": "1"])
        let old = try #require(images.manifests[root]).manifest
        #expect(index.manifest.manifests == old.manifests)
        for child in old.manifests {
            let bytes = try await written.manifest(.digest(child.digest)).manifest.bytes
            #expect(bytes == images.manifests[child.digest]?.manifest.bytes)
        }
        #expect(report.referrers == 2)
        #expect(report.blobsCopied == images.blobs.count - 2)
    }

    @Test func leavesBehindWhatSignsTheOldDigest() async throws {
        let directory = try Directory()
        let report = try await copy(["a": "1"], to: directory.path + "/layout")
        #expect(report.leftBehind == 1)
        #expect(report.companions == [])
        let written = try await OCILayoutSource.open(directory: directory.path + "/layout", name: nil)
        #expect(try await written.tags() == ["1.0"])
    }

    @Test func copiesTheBytesWhenTheAnnotationsAreThereAlready() async throws {
        let directory = try Directory()
        let report = try await copy([:], to: directory.path + "/layout")
        #expect(report.digest == root)
        #expect(report.digestBeforeAnnotations == nil)
        #expect(report.leftBehind == 0)
        #expect(report.companions == ["sha256-\(root.hex).sig"])
    }
}
