// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Testing

@testable import OCIClient

/// What every ``ImageSource`` does, with the same images in each kind of place.
@Suite struct SourceConformanceTests {
    enum Place: CaseIterable {
        case memory
        case registry
        case layout
        case archive
        case compressedArchive
        case dockerArchive
        case compressedDockerArchive

        /// Puts the images into a place, and reads from it.
        func with(_ images: TestImages, _ body: (any ImageSource) async throws -> Void) async throws {
            guard self != .registry else {
                return try await MemoryRegistry(images).with { registry, session in
                    try await body(try session.source(Reference("\(registry)/team/app:1.0")))
                }
            }
            let directory = try Directory()
            let source = try await open(images, in: directory)
            try await body(source)
            try await source.close()
        }

        private func open(_ images: TestImages, in directory: borrowing Directory) async throws -> any ImageSource {
            let files = try images.layout()
            let archive = TestArchive(files: files).bytes
            switch self {
            case .memory, .registry: return MemorySource(images)
            case .layout:
                for file in files { try directory.write("layout/\(file.path)", bytes: file.bytes) }
                return try await OCILayoutSource.open(directory: "\(directory.path)/layout", name: nil)
            case .archive:
                return try await OCILayoutSource.open(archive: directory.write("a.tar", bytes: archive), name: nil)
            case .compressedArchive:
                let path = try directory.write("a.tar.gz", bytes: StoredGzip.compress(archive))
                return try await OCILayoutSource.open(archive: path, name: nil)
            case .dockerArchive:
                return try await OCILayoutSource.open(
                    dockerArchive: directory.write("d.tar", bytes: archive),
                    name: nil
                )
            case .compressedDockerArchive:
                let path = try directory.write("d.tar.gz", bytes: StoredGzip.compress(archive))
                return try await OCILayoutSource.open(dockerArchive: path, name: nil)
            }
        }
    }

    let images: TestImages
    let root: Digest

    init() throws {
        images = try .family()
        root = try #require(images.tags["1.0"])
    }

    @Test(arguments: Place.allCases) func readsManifestsAsTheyAre(_ place: Place) async throws {
        try await place.with(images) { source in
            for (digest, manifest) in images.manifests {
                let found = try await source.manifest(.digest(digest))
                #expect(found.manifest.bytes == manifest.manifest.bytes)
                #expect(found.manifest.mediaType == manifest.manifest.mediaType)
                #expect(found.digest == digest)
                #expect(try await source.resolve(.digest(digest)).digest == digest)
            }
        }
    }

    @Test(arguments: Place.allCases) func findsByTag(_ place: Place) async throws {
        try await place.with(images) { source in
            let tag = ManifestReference.tag(try Tag("1.0"))
            #expect(try await source.manifest(tag).digest == root)
            let descriptor = try await source.resolve(tag)
            #expect(descriptor.digest == root)
            #expect(descriptor.mediaType == .imageIndex)
            #expect(descriptor.size == Int64(try #require(images.manifests[root]).manifest.bytes.count))
            #expect(try await source.tags().contains("1.0"))
        }
    }

    @Test(arguments: Place.allCases) func readsBlobsFromAnyPlace(_ place: Place) async throws {
        try await place.with(images) { source in
            for (digest, bytes) in images.blobs {
                let blob = Descriptor(mediaType: .octetStream, digest: digest, size: Int64(bytes.count))
                #expect(try await source.bytes(of: blob, limit: 1 << 20) == bytes)
                for offset in [1, bytes.count / 2, bytes.count] {
                    var rest: [UInt8] = []
                    for try await piece in try await source.open(blob, from: Int64(offset)) {
                        rest += Array(buffer: piece)
                    }
                    #expect(rest == Array(bytes.dropFirst(offset)))
                }
            }
        }
    }

    @Test(arguments: Place.allCases) func saysWhatIsNotThere(_ place: Place) async throws {
        try await place.with(images) { source in
            let absent = RunningDigest.of([1, 2, 3], .sha256)
            let absentTag = ManifestReference.tag(try Tag("2.0"))
            let blob = Descriptor(mediaType: .octetStream, digest: absent, size: 3)
            for attempt: () async throws -> Void in [
                { _ = try await source.resolve(absentTag) },
                { _ = try await source.manifest(absentTag) },
                { _ = try await source.manifest(.digest(absent)) },
                { _ = try await source.bytes(of: blob, limit: 100) },
            ] {
                let error = await #expect(throws: ClientError.self) { try await attempt() }
                #expect(error?.code == .notFound)
            }
        }
    }

    @Test(arguments: Place.allCases) func listsReferrers(_ place: Place) async throws {
        try await place.with(images) { source in
            for digest in images.manifests.keys {
                let wanted = images.manifests.values.filter { $0.manifest.subject?.digest == digest }.map(\.digest)
                let found = try await source.referrers(of: digest)
                #expect(found.map(\.digest) == wanted)
                #expect(found.allSatisfy { $0.artifactType == "application/spdx" })
            }
        }
    }
}
