// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Testing

@testable import OCIClient

@Suite struct OCILayoutTests {
    private func layout(
        _ images: TestImages,
        in directory: borrowing Directory,
        name: String? = nil
    ) async throws -> OCILayoutSource {
        for file in try images.layout() { try directory.write("layout/\(file.path)", bytes: file.bytes) }
        return try await OCILayoutSource.open(directory: "\(directory.path)/layout", name: name)
    }

    @Test func takesTheOnlyImageForGranted() async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        // Beside it lie referrers, which are listed too, and a companion.
        let source = try await layout(images, in: directory)
        #expect(try await source.defaultReference == .tag(Tag("1.0")))
    }

    @Test func takesAnImageWithoutANameForGranted() async throws {
        let directory = try Directory()
        var images = TestImages()
        let image = try images.image([["a": "b"]])
        _ = try images.referrer(to: image, "a remark")
        let source = try await layout(images, in: directory)
        #expect(try await source.defaultReference == .digest(image.digest))
    }

    @Test func listsTheNamesWhenThereAreSeveral() async throws {
        let directory = try Directory()
        var images = TestImages()
        images.tags = ["one": try images.image([["a": "1"]]).digest, "two": try images.image([["a": "2"]]).digest]
        let source = try await layout(images, in: directory)
        let error = await #expect(throws: ClientError.self) { _ = try await source.defaultReference }
        #expect(error?.advice == "Name one of them: one, two")
    }

    @Test(arguments: [
        ("docker.io/library/alpine:3.10", "alpine:3.10"),
        ("alpine:3.10", "docker.io/library/alpine:3.10"),
        ("alpine:latest", "alpine"),
        ("example.com/team/app:1.0", "1.0"),
        ("example.com/team/app:1.0", "example.com/team/app:1.0"),
        ("1.0", "1.0"),
        ("a name of its own", "a name of its own"),
    ])
    func findsByWhateverTheNameMeans(_ name: String, _ wanted: String) async throws {
        let directory = try Directory()
        var images = TestImages()
        let image = try images.image([["a": "1"]])
        images.tags = [name: image.digest, "other:9": try images.image([["a": "2"]]).digest]
        let source = try await layout(images, in: directory, name: wanted)
        let reference = try #require(try await source.defaultReference)
        #expect(try await source.resolve(reference).digest == image.digest)
    }

    @Test func saysThatANameIsAmbiguous() async throws {
        let directory = try Directory()
        var images = TestImages()
        images.tags = ["a/x:1": try images.image([["a": "1"]]).digest, "b/x:1": try images.image([["a": "2"]]).digest]
        let source = try await layout(images, in: directory, name: "1")
        let error = await #expect(throws: ClientError.self) { _ = try await source.defaultReference }
        #expect(error?.code == .malformed)
        #expect(error?.advice == "Name one of them in full: a/x:1, b/x:1")
    }

    @Test func takesADigestForAName() async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        let child = try #require(images.manifests.values.first { !$0.manifest.mediaType.isIndex }).digest
        let source = try await layout(images, in: directory, name: "@\(child)")
        #expect(try await source.defaultReference == .digest(child))
        #expect(try await source.manifest(.digest(child)).digest == child)
    }

    @Test func seesThatAManifestWasChanged() async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        let source = try await layout(images, in: directory)
        let root = try #require(images.tags["1.0"])
        var bytes = try #require(images.manifests[root]).manifest.bytes
        bytes.append(UInt8(ascii: " "))
        try directory.write("layout/\(root.layoutPath)", bytes: bytes)
        let error = await #expect(throws: ClientError.self) { _ = try await source.manifest(.digest(root)) }
        #expect(error?.code == .integrity)
    }

    @Test func seesThatABlobWasChanged() async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        let source = try await layout(images, in: directory)
        let (digest, bytes) = try #require(images.blobs.first)
        try directory.write("layout/\(digest.layoutPath)", bytes: Array(bytes.reversed()))
        let blob = Descriptor(mediaType: .octetStream, digest: digest, size: Int64(bytes.count))
        let error = await #expect(throws: ClientError.self) { _ = try await source.bytes(of: blob, limit: 1 << 20) }
        #expect(error?.code == .integrity)
    }

    @Test(arguments: ["blob", "directory"]) func followsNoLinks(_ what: String) async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        let source = try await layout(images, in: directory)
        let (digest, bytes) = try #require(images.blobs.first)
        let place = what == "blob" ? digest.layoutPath : "blobs/sha256"
        let path = "\(directory.path)/layout/\(place)"
        #expect(rename(path, "\(path)-moved") == 0)
        #expect(symlink("\(path)-moved", path) == 0)
        let blob = Descriptor(mediaType: .octetStream, digest: digest, size: Int64(bytes.count))
        let error = await #expect(throws: ClientError.self) { _ = try await source.bytes(of: blob, limit: 1 << 20) }
        #expect(error?.code == .malformed)
        unlink(path)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"manifests\":1}", "{\"manifests\":[{}]}", "{\"schemaVersion\":2,\"manifests\":[",
    ])
    func refusesAnIndexThatIsNone(_ text: String) async throws {
        let directory = try Directory()
        try directory.write("layout/index.json", text)
        let path = "\(directory.path)/layout"
        let error = await #expect(throws: ClientError.self) {
            _ = try await OCILayoutSource.open(directory: path, name: nil)
        }
        #expect(error?.code == .malformed)
    }

    @Test func saysThatThereIsNoLayout() async throws {
        let directory = try Directory()
        for path in ["\(directory.path)/absent", directory.path] {
            let error = await #expect(throws: ClientError.self) {
                _ = try await OCILayoutSource.open(directory: path, name: nil)
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func listsWhatAFallbackTagLists() async throws {
        let directory = try Directory()
        var images = TestImages()
        let image = try images.image([["a": "1"]])
        // An artifact of before image-spec 1.1, which names no subject.
        let remark = try images.image([["remark": "2"]])
        images.tags = [
            "1.0": image.digest,
            "sha256-\(image.digest.hex)": try images.index([remark]).digest,
        ]
        let source = try await layout(images, in: directory)
        #expect(try await source.referrers(of: image.digest).map(\.digest) == [remark.digest])
        #expect(try await source.defaultReference == .tag(Tag("1.0")))
    }

    @Test(arguments: ["damaged", nil]) func passesOverReferrersThatCannotBeRead(_ content: String?) async throws {
        let directory = try Directory()
        var images = TestImages()
        let image = try images.image([["a": "1"]])
        let bill = try images.referrer(to: image, "a bill of materials")
        let other = try images.referrer(to: image, "another")
        for (path, bytes) in try images.layout() { try directory.write("layout/\(path)", bytes: bytes) }
        let file = "layout/\(other.digest.layoutPath)"
        if let content { try directory.write(file, content) } else { #expect(unlink("\(directory.path)/\(file)") == 0) }
        let source = try await OCILayoutSource.open(directory: "\(directory.path)/layout", name: nil)
        #expect(try await source.referrers(of: image.digest).map(\.digest) == [bill.digest])
        await #expect(throws: ClientError.self) { _ = try await source.manifest(.digest(other.digest)) }
    }

    @Test func readsALayoutThatHoldsOnePlatformOnly() async throws {
        let directory = try Directory()
        let images = try TestImages.family()
        let source = try await layout(images, in: directory)
        let root = try #require(images.tags["1.0"])
        let children = try #require(images.manifests[root]).manifest.manifests
        unlink("\(directory.path)/layout/\(children[1].digest.layoutPath)")
        #expect(try await source.referrers(of: children[0].digest).count == 1)
        #expect(try await source.manifest(.digest(children[0].digest)).digest == children[0].digest)
    }
}
