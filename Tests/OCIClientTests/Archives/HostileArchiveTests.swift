// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel
import Testing

@testable import OCIClient

/// Archives that lie: a clear error, and neither a crash nor more memory than is sensible.
@Suite struct HostileArchiveTests {
    private func failure(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()) async throws -> ClientError? {
        let directory = try Directory()
        let path = try directory.write("image.tar", bytes: bytes)
        do {
            let source = try await OCILayoutSource.open(archive: path, name: nil, limits: limits)
            let reference = try #require(try await source.defaultReference)
            for manifest in try await CopyPlanner(source: source, options: ImageCopy.Options()).plan(reference)
                .manifests
            {
                for blob in manifest.manifest.blobs { _ = try await source.bytes(of: blob, limit: 1 << 20) }
            }
            return nil
        } catch let error as ClientError {
            return error
        }
    }

    @Test func readsTheWholeOne() async throws {
        #expect(try await failure(TestArchive(files: TestImages.family().layout()).bytes) == nil)
    }

    @Test(arguments: [false, true]) func noticesATruncatedArchive(isCompressed: Bool) async throws {
        let whole = TestArchive(files: try TestImages.family().layout()).bytes
        let bytes = isCompressed ? StoredGzip.compress(whole) : whole
        for size in stride(from: 100, to: bytes.count - 2_000, by: 997) {
            // A plain archive may end between two members; then members are missing.
            let code = try await failure(Array(bytes.prefix(size)))?.code
            #expect(code == .malformed || code == .notFound, "\(size)")
        }
    }

    @Test(arguments: [[], Array("neither an archive nor an image, but text".utf8), [UInt8](repeating: 0, count: 2_048)])
    func saysThatAFileIsNoArchiveOfImages(_ bytes: [UInt8]) async throws {
        let code = try await failure(bytes)?.code
        #expect(code == .malformed || code == .notFound)
    }

    @Test func refusesABlobThatIsThereTwice() async throws {
        let images = try TestImages.family()
        var archive = TestArchive(files: try images.layout())
        let digest = try #require(images.blobs.keys.first)
        archive.add(digest.layoutPath, Array("something else".utf8))
        #expect(try await failure(archive.bytes)?.code == .malformed)
    }

    @Test func noticesABlobThatIsAnother() async throws {
        let images = try TestImages.family()
        let digest = try #require(images.blobs.keys.first)
        let files = try images.layout().map {
            $0.path == digest.layoutPath ? ($0.path, Array($0.bytes.reversed())) : $0
        }
        #expect(try await failure(TestArchive(files: files).bytes)?.code == .integrity)
    }

    @Test func saysThatABlobIsMissing() async throws {
        let images = try TestImages.family()
        let digest = try #require(images.blobs.keys.first)
        let files = try images.layout().filter { $0.path != digest.layoutPath }
        #expect(try await failure(TestArchive(files: files).bytes)?.code == .notFound)
    }

    @Test func refusesASparseBlob() async throws {
        let images = try TestImages.family()
        let (digest, bytes) = try #require(images.blobs.first)
        var archive = TestArchive(files: try images.layout().filter { $0.path != digest.layoutPath })
        let records: [ByteString: [UInt8]] = [
            "GNU.sparse.major": Array("1".utf8), "GNU.sparse.minor": Array("0".utf8),
            "GNU.sparse.name": Array(digest.layoutPath.utf8), "GNU.sparse.realsize": Array("100000".utf8),
        ]
        let map = Array("1\n0\n\(bytes.count)\n".utf8)
        let content = map + [UInt8](repeating: 0, count: 512 - map.count) + bytes
        archive.add(TarEntry(path: "sparse", size: Int64(content.count), otherRecords: records), content)
        #expect(try await failure(archive.bytes)?.code == .unsupported)
    }

    @Test func followsLinksWithinTheArchiveOnly() async throws {
        let images = try TestImages.family()
        let (digest, bytes) = try #require(images.blobs.first)
        let files = try images.layout().filter { $0.path != digest.layoutPath }
        var inside = TestArchive(files: files)
        inside.add("elsewhere", bytes)
        inside.add(digest.layoutPath, .symbolicLink, to: "../../elsewhere")
        #expect(try await failure(inside.bytes) == nil)
        var outside = TestArchive(files: files)
        outside.add(digest.layoutPath, .symbolicLink, to: "../../../../../../etc/passwd")
        #expect(try await failure(outside.bytes)?.code == .notFound)
    }

    @Test func keepsToTheLimits() async throws {
        let bytes = TestArchive(files: try TestImages.family().layout()).bytes
        #expect(
            try await failure(StoredGzip.compress(bytes), limits: ArchiveLimits(expandedSize: 5_000))?.code
                == .malformed
        )
        #expect(try await failure(bytes, limits: ArchiveLimits(entries: 3))?.code == .malformed)
    }

    @Test(arguments: ["index.json", "blob"]) func readsNoFileThatIsTooLarge(_ what: String) async throws {
        var images = TestImages()
        let image = try images.image([["a": "1"]])
        let path = what == "blob" ? image.digest.layoutPath : "index.json"
        let large = [UInt8](repeating: 0x20, count: Manifest.maximumSize + 1)
        let files = try images.layout().map { $0.path == path ? ($0.path, large) : $0 }
        #expect(try await failure(TestArchive(files: files).bytes)?.code == .malformed)
    }

    @Test func opensNothingThatIsNoFile() async throws {
        let directory = try Directory()
        let path = directory.path
        for attempt: () async throws -> Void in [
            { _ = try await OCILayoutSource.open(archive: path, name: nil) },
            { _ = try await OCILayoutSource.open(dockerArchive: "\(path)/absent", name: nil) },
        ] {
            await #expect(throws: ClientError.self) { try await attempt() }
        }
    }
}
