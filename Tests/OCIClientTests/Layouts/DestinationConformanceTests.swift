// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Testing

@testable import OCIClient

/// What every ``ImageDestination`` that keeps bytes does.
@Suite struct DestinationConformanceTests {
    enum Place: CaseIterable {
        case layout
        case archive

        func create(in directory: borrowing Directory) async throws -> any ImageDestination {
            switch self {
            case .layout: try await OCILayoutDestination.open(directory: "\(directory.path)/new/layout")
            case .archive: try await OCIArchiveDestination.open(archive: "\(directory.path)/new.tar")
            }
        }

        func open(in directory: borrowing Directory) async throws -> any ImageSource {
            switch self {
            case .layout: try await OCILayoutSource.open(directory: "\(directory.path)/new/layout", name: nil)
            case .archive: try await OCILayoutSource.open(archive: "\(directory.path)/new.tar", name: nil)
            }
        }
    }

    private let blob = Array("a blob".utf8)
    private var descriptor: Descriptor {
        Descriptor(mediaType: .octetStream, digest: RunningDigest.of(blob, .sha256), size: Int64(blob.count))
    }

    @Test(arguments: Place.allCases) func keepsWhatIsWritten(_ place: Place) async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        let source = MemorySource(images)
        let target = try await place.create(in: directory)
        for (digest, bytes) in images.blobs {
            let blob = Descriptor(mediaType: .octetStream, digest: digest, size: Int64(bytes.count))
            #expect(try await !target.has(blob))
            try await target.write(blob, source.blob(blob))
            #expect(try await target.has(blob))
        }
        for (digest, manifest) in images.manifests where !manifest.manifest.mediaType.isIndex {
            #expect(try await !target.has(manifest: digest))
            try await target.write(manifest, tags: [])
            #expect(try await target.has(manifest: digest))
        }
        let root = try #require(images.tags["1.0"])
        try await target.write(#require(images.manifests[root]), tags: ["1.0", "latest"])
        try await target.finish()
        try await target.close()

        let written = try await place.open(in: directory)
        for (digest, manifest) in images.manifests {
            #expect(try await written.manifest(.digest(digest)).manifest.bytes == manifest.manifest.bytes)
        }
        for (digest, bytes) in images.blobs {
            let blob = Descriptor(mediaType: .octetStream, digest: digest, size: Int64(bytes.count))
            #expect(try await written.bytes(of: blob, limit: 1 << 20) == bytes)
        }
        #expect(try await written.tags() == ["1.0", "latest"])
        #expect(try await written.resolve(.tag(Tag("latest"))).digest == root)
        let subject = try #require(images.manifests.values.compactMap(\.manifest.subject).first)
        #expect(try await written.referrers(of: subject.digest).count == 1)
        try await written.close()
    }

    @Test(arguments: Place.allCases) func keepsNothingOfAStreamThatFails(_ place: Place) async throws {
        let directory = try Directory()
        let target = try await place.create(in: directory)
        let blob = blob
        let broken = BlobStream {
            var pieces = [ByteBuffer(bytes: blob)]
            return {
                guard let piece = pieces.popLast() else { throw ClientError(.unavailable, "it broke off") }
                return piece
            }
        }
        let error = await #expect(throws: ClientError.self) { try await target.write(descriptor, broken) }
        #expect(error?.code == .unavailable)
        #expect(try await !target.has(descriptor))
        try await target.close()
        let left = directory.files(below: "new/layout/blobs") + directory.files(below: ".")
        #expect(left.filter { !$0.hasSuffix("/oci-layout") } == [])
    }

    @Test(arguments: Place.allCases, [-1, 1]) func refusesAnotherLength(_ place: Place, _ difference: Int64)
        async throws
    {
        let directory = try Directory()
        let target = try await place.create(in: directory)
        var descriptor = descriptor
        descriptor.size += difference
        let (wrong, stream) = (descriptor, Self.stream(blob))
        let error = await #expect(throws: ClientError.self) { try await target.write(wrong, stream) }
        #expect(error?.code == .integrity)
        #expect(try await !target.has(descriptor))
        try await target.close()
    }

    @Test(arguments: Place.allCases) func takesABlobAfterAFailure(_ place: Place) async throws {
        let directory = try Directory()
        let target = try await place.create(in: directory)
        let failing = BlobStream { { throw ClientError(.unavailable, "no") } }
        await #expect(throws: ClientError.self) { try await target.write(descriptor, failing) }
        try await target.write(descriptor, Self.stream(blob))
        try await target.finish()
        try await target.close()
        let written = try await place.open(in: directory)
        #expect(try await written.bytes(of: descriptor, limit: 100) == blob)
        try await written.close()
    }

    @Test(arguments: Place.allCases) func showsNoNameBeforeItIsFinished(_ place: Place) async throws {
        let directory = try Directory()
        let target = try await place.create(in: directory)
        let images = try TestImages.family()
        let root = try #require(images.tags["1.0"])
        try await target.write(#require(images.manifests[root]), tags: ["1.0"])
        try await target.close()
        let found: (any ImageSource)?
        do {
            found = try await place.open(in: directory)
        } catch let error as ClientError where error.code == .notFound {
            found = nil
        }
        #expect(found == nil)
    }

    static func stream(_ bytes: [UInt8]) -> BlobStream {
        BlobStream {
            var rest = bytes[...]
            return {
                guard let byte = rest.popFirst() else { return nil }
                return ByteBuffer(bytes: [byte])
            }
        }
    }
}
