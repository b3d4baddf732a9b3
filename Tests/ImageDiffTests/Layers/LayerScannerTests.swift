// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Crypto
import ImageDiff
import OCIModel
import Testing

@Suite struct LayerScannerTests {
    static let layer = LayerBuilder(["a/", "a/b=text", "a/l -> b", "a/h => a/b", ".wh.c", "a/.wh..wh..opq", "d : 1:3"])

    @Test(arguments: [1, 7, 511, 4_096, Int.max], Compression.allTested)
    func tellsDigestsAndMembers(_ size: Int, _ compression: Compression) throws {
        let archive = Self.layer.archive
        let blob = try compression.encode(archive)
        let contents = try LayerBuilder.scan(blob, pieces: size)
        #expect(contents.blob == Self.digest(blob))
        #expect(contents.diffID == Self.digest(archive))
        #expect(contents.compressedSize == Int64(blob.count))
        #expect(contents.size == Int64(archive.count))
        #expect(contents.compression == compression)
        #expect(contents.notes == [])
        #expect(contents.members.map(\.path) == ["a", "a/b", "a/l", "a/h", ".wh.c", "a/.wh..wh..opq", "d"])
        #expect(contents.members[3].kind == .hardLink(to: "a/b"))
        #expect(contents.members[4].kind == .whiteout)
        #expect(contents.members[5].kind == .opaque)
        guard case .file(let entry) = contents.members[1].kind else {
            Issue.record("a/b is no file")
            return
        }
        #expect(entry.hash == Sample.hash("text"))
        #expect(entry.size == 4)
    }

    @Test(arguments: Compression.allTested)
    func tellsDigestsOfOtherAlgorithms(_ compression: Compression) throws {
        let archive = Self.layer.archive
        let blob = try compression.encode(archive)
        let contents = try LayerBuilder.scan(blob, algorithm: .sha512)
        #expect(contents.blob == OCIModel.Digest(algorithm: .sha512, hash: Array(SHA512.hash(data: blob))))
        #expect(contents.diffID == Self.digest(archive))
    }

    @Test func hashesWhatStandsAfterTheArchive() throws {
        let archive = Self.layer.archive + [UInt8](repeating: 0, count: 2_000) + [1, 2, 3]
        let contents = try LayerBuilder.scan(try Gzip.member(archive))
        #expect(contents.diffID == Self.digest(archive))
        #expect(contents.notes == [.trailingData(2_003)])
    }

    @Test func notesAMissingEndMarker() throws {
        let contents = try LayerBuilder.scan(Array(Self.layer.archive.dropLast(TarWriter.endMarker.count)))
        #expect(contents.notes == [.missingEndMarker])
        #expect(contents.members.count == 7)
    }

    @Test func anEmptyBlobIsALayerWithoutMembers() throws {
        let contents = try LayerBuilder.scan([])
        #expect(contents.members.isEmpty)
        #expect(contents.blob == Self.digest([]))
        #expect(contents.diffID == Self.digest([]))
    }

    @Test(arguments: [
        ([UInt8]([0x7f, 0x45, 0x4c, 0x46, 2]), FileEntry.Content.elf),
        (Array("#!/bin/sh".utf8), .script),
        (Array("MZ\u{90}".utf8), .windows),
        (Array("#".utf8), .other),
        ([], .other),
    ])
    func tellsProgramsByTheirFirstBytes(_ bytes: [UInt8], _ content: FileEntry.Content) throws {
        var layer = LayerBuilder(["before=#!"])
        layer.file("f", bytes)
        // Bytes that arrive one by one are put together.
        let contents = try LayerBuilder.scan(layer.archive, pieces: 1)
        guard case .file(let entry) = contents.members[1].kind else {
            Issue.record("f is no file")
            return
        }
        #expect(entry.content == content)
        #expect(entry.hash == ContentHash(SHA256.hash(data: bytes)))
    }

    @Test func keepsWhatTellsTheOriginOfAnImage() throws {
        let layer = LayerBuilder([
            "./etc/os-release=ID=x", "var/lib/dpkg/status=p", "var/lib/dpkg/status.d/base=q",
            "var/lib/dpkg/status.d/a/b=no", "var/lib/dpkg/info/a:amd64.list=t", "var/lib/dpkg/info/a.postinst=no",
            "var/lib/dpkg/info/a/b.list=no", "lib/apk/db/installed=r", "etc/shadow=no", "mine=s",
        ])
        let contents = try LayerBuilder.scan(layer.archive, capturing: ["mine"])
        #expect(
            contents.captured.mapValues { String(decoding: $0, as: UTF8.self) } == [
                "etc/os-release": "ID=x", "var/lib/dpkg/status": "p", "var/lib/dpkg/status.d/base": "q",
                "lib/apk/db/installed": "r", "mine": "s", "var/lib/dpkg/info/a:amd64.list": "t",
            ]
        )
    }

    @Test func theLastOfSeveralIsKept() throws {
        let contents = try LayerBuilder(["etc/passwd=1", "etc/passwd=2"]).scanned()
        #expect(contents.captured == ["etc/passwd": Array("2".utf8)])
    }

    @Test func whatIsTooLargeIsNotKept() throws {
        var layer = LayerBuilder()
        layer.file("etc/passwd", [UInt8](repeating: 0x61, count: (16 << 20) + 1))
        let contents = try layer.scanned()
        #expect(contents.captured == [:])
        #expect(contents.notes == [.notCaptured(path: "/etc/passwd")])
    }

    @Test func anArchiveThatBreaksOffIsAnError() throws {
        let archive = Self.layer.archive
        #expect(throws: ArchiveError.self) { try LayerBuilder.scan(Array(archive[..<700])) }
        let blob = try Gzip.member(archive)
        #expect(throws: ArchiveError.self) { try LayerBuilder.scan(Array(blob.dropLast(9))) }
    }

    @Test func whatIsNoArchiveIsAnError() throws {
        #expect(throws: ArchiveError.self) { try LayerBuilder.scan([UInt8](repeating: 7, count: 1_000)) }
    }

    static func digest(_ bytes: [UInt8]) -> OCIModel.Digest {
        OCIModel.Digest(algorithm: .sha256, hash: Array(SHA256.hash(data: bytes)))
    }
}
