// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

/// The table of contents of an eStargz layer, and what it may not say.
@Suite struct TableOfContentsTests {
    static let notations = ["a/", "a/f=text", "a/l -> f", "a/h => a/f", "c : 1:3", "empty", ".wh.x"]

    @Test func anHonestTableIsNoFileAndNoFinding() throws {
        let contents = try LayerBuilder.scan(try StargzBuilder(Self.notations).blob())
        #expect(contents.isStargz)
        #expect(contents.notes == [])
        let tree = try FileTree(flattening: [contents])
        #expect(tree.notation == FileTree.expected(["a/", "a/f=text", "a/h=text", "a/l -> f", "c : 1:3", "empty"]))
    }

    struct Lie: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var path: ByteString
        var shows: String
        var change: @Sendable (inout StargzBuilder) -> Void

        init(
            _ description: String,
            _ path: ByteString,
            _ shows: String,
            _ change: @escaping @Sendable (inout StargzBuilder) -> Void
        ) {
            testDescription = description
            self.path = path
            self.shows = shows
            self.change = change
        }
    }

    static let lies = [
        Lie("a setuid bit", "/a/f", "mode 4755") { $0.entries[1]["mode"] = .number(0o4755) },
        Lie("the owner", "/a", "owner 5:0") { $0.entries[0]["uid"] = .number(5) },
        Lie("the group", "/a", "owner 0:5") { $0.entries[0]["gid"] = .number(5) },
        Lie("the size", "/a/f", "5 bytes") { $0.entries[1]["size"] = .number(5) },
        Lie("the digest", "/a/f", "other content") { $0.entries[1]["digest"] = .text("sha256:" + .zeros) },
        Lie("the chunk's digest", "/a/f", "other content") { $0.entries[1]["chunkDigest"] = .text("sha256:" + .zeros) },
        Lie("a link's target", "/a/l", "a link to '/etc'") { $0.entries[2]["linkName"] = .text("/etc") },
        Lie("a hard link's target", "/a/h", "a link to 'empty'") { $0.entries[3]["linkName"] = .text("empty") },
        Lie("the device", "/c", "device 1:4") { $0.entries[4]["devMinor"] = .number(4) },
        Lie("the type", "/empty", "a file of type 'dir'") { $0.entries[5]["type"] = .text("dir") },
        Lie("attributes", "/a/f", "other extended attributes") {
            $0.entries[1]["xattrs"] = .texts(["security.capability": "AQAAAg=="])
        },
        Lie("a file more", "/evil", "a file of type 'reg' that the archive does not have") {
            $0.entries.append(["name": .text("evil"), "type": .text("reg")])
        },
        Lie("a file less", "/empty", "nothing") { $0.entries.remove(at: 5) },
        Lie("a file twice", "/a/f", "two entries") { $0.entries.append($0.entries[1]) },
        Lie("a name that leaves the root", "/../f", "a name that no file can have") {
            $0.entries.append(["name": .text("../f"), "type": .text("reg")])
        },
        Lie("an entry without a name", "/", "an entry that cannot be read") {
            $0.entries.append(["type": .text("reg")])
        },
        Lie("a mode that is a text", "/", "an entry that cannot be read") {
            $0.entries.append(["name": .text("z"), "type": .text("reg"), "mode": .text("0755")])
        },
        Lie("a key in another spelling", "/a/f", "what keys in another spelling say") {
            $0.entries[1]["Mode"] = .number(0o4755)
        },
        Lie("a piece alone", "/a/f", misfit) { $0.entries[1]["chunkSize"] = .number(3) },
        Lie("a piece at another place", "/a/f", misfit) {
            $0.entries[1]["chunkSize"] = .number(2)
            $0.entries.insert(piece(at: 3), at: 2)
        },
        Lie("a piece that is too long", "/a/f", misfit) {
            $0.entries[1]["chunkSize"] = .number(2)
            $0.entries.insert(piece(at: 2, size: .max), at: 2)
        },
        Lie("a piece of a whole file", "/a/f", misfit) { $0.entries.insert(piece(at: 4), at: 2) },
        Lie("a piece of another file", "/a/f", misfit) { $0.entries.append(piece(at: 0)) },
    ]

    static let misfit = "pieces that do not make up the file"

    static func piece(at offset: Int64, size: Int64 = 0, digest: String = .zeros) -> [String: StargzBuilder.Value] {
        [
            "name": .text("a/f"), "type": .text("chunk"), "chunkOffset": .number(offset), "chunkSize": .number(size),
            "chunkDigest": .text("sha256:" + digest),
        ]
    }

    @Test(arguments: lies)
    func aLieIsReported(_ lie: Lie) throws {
        var builder = StargzBuilder(Self.notations)
        lie.change(&builder)
        let contents = try LayerBuilder.scan(try builder.blob())
        #expect(contents.notes == [.tableOfContents(path: lie.path, shows: lie.shows)])
        let tree = try FileTree(flattening: [contents])
        let ambiguity = try #require(tree.ambiguities.first { $0.kind == .tocMismatch })
        #expect(ambiguity.path == lie.path)
        #expect(ambiguity.containerd == "with the stargz snapshotter, shows \(lie.shows)")
    }

    @Test func attributesAreCompared() throws {
        var layer = LayerBuilder(["b"])
        for (name, value) in [("f", [1, 0, 0, 2]), ("g", [1, 2])] as [(ByteString, [UInt8])] {
            layer.add(name.escaped) { $0.extendedAttributes = ["security.capability": value] }
        }
        var builder = StargzBuilder(layer)
        builder.entries[1]["xattrs"] = .texts(["security.capability": "AQAAAg=="])
        builder.entries[2]["xattrs"] = .texts(["security.capability": "AQI="])
        #expect(try LayerBuilder.scan(try builder.blob()).notes == [])
    }

    /// A file in three pieces of which the last is shorter, one in two equal ones, and one that is a piece exactly.
    static let cut = StargzBuilder(["a/", "a/f=abcdefghij", "g=12345678", "h=1234", "i=1"], chunkSize: 4)

    @Test(arguments: [1, 7, 1 << 20])
    func piecesOfAnHonestLayerAreNoFinding(_ size: Int) throws {
        let contents = try LayerBuilder.scan(try Self.cut.blob(), pieces: size)
        #expect(contents.isStargz)
        #expect(contents.notes == [])
        #expect(try FileTree(flattening: [contents]).ambiguities == [])
    }

    @Test(arguments: [1, 2, 3, 4, 5])
    func aPieceWithAnotherDigestIsReported(_ entry: Int) throws {
        var builder = Self.cut
        builder.entries[entry]["chunkDigest"] = .text("sha256:" + .zeros)
        let contents = try LayerBuilder.scan(try builder.blob())
        let path: ByteString = entry < 4 ? "/a/f" : "/g"
        #expect(contents.notes == [.tableOfContents(path: path, shows: "other content")])
        let tree = try FileTree(flattening: [contents])
        #expect(AmbiguityFinding(try #require(tree.ambiguities.first)).severity == .high)
    }

    @Test func theDigestsOfTwoPiecesCannotBeExchanged() throws {
        var builder = Self.cut
        let first = builder.entries[1]["chunkDigest"]
        builder.entries[1]["chunkDigest"] = builder.entries[2]["chunkDigest"]
        builder.entries[2]["chunkDigest"] = first
        let contents = try LayerBuilder.scan(try builder.blob())
        #expect(contents.notes == [.tableOfContents(path: "/a/f", shows: "other content")])
    }

    @Test func aLayerThatIsCompressedAsAWholeHasNoPiecesToLoad() throws {
        let archive = Self.cut.archive()
        #expect(try archive.scanned().notes == [])
        #expect(try LayerBuilder.scan(try Gzip.member(archive.archive)).notes == [])
    }

    @Test func digestsOfPiecesThatTheLayerIsNotCutIntoAreReportedAsWhatTheyClaim() throws {
        let ambiguity = { (digest: String) in
            var builder = StargzBuilder(Self.notations)
            builder.entries[1]["chunkSize"] = .number(2)
            builder.entries[1]["chunkDigest"] = .text("sha256:" + .zeros)
            builder.entries.insert(Self.piece(at: 2, size: 1), at: 2)
            builder.entries.insert(Self.piece(at: 3, digest: digest), at: 3)
            let tree = try FileTree(flattening: [try LayerBuilder.scan(try builder.blob())])
            #expect(tree.reports.contains("toc-mismatch /stargz.index.json"))
            return try #require(tree.ambiguities.first { $0.kind == .tocMismatch })
        }
        let first = try ambiguity(.zeros)
        #expect(try ambiguity(.zeros) == first)
        #expect(try ambiguity("1" + String.zeros.dropFirst()) != first)
        #expect(AmbiguityFinding(first).severity >= .medium)
    }

    @Test func aPieceWithoutADigestIsNotChecked() throws {
        var builder = Self.cut
        builder.entries[2]["chunkDigest"] = nil
        let tree = try FileTree(flattening: [try LayerBuilder.scan(try builder.blob())])
        #expect(tree.reports.contains("toc-mismatch /stargz.index.json"))
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"version": 1}"#, #"{"version": 2, "entries": []}"#,
        #"{"version": 1, "entries": [{"name": "a", "name": "b"}]}"#, #"{"version": 1, "entries": [], "entries": []}"#,
        #"{"version": 1, "entries": [1]}"#, #"{"version": 1, "entries": [], "other": [{}]}"#,
        #"{"version": 1, "entries": [{}"#, #"{"version": 1, "entries": [{}]} x"#,
        #"{"version": 1, "entries": {"a": {}}}"#, #"{"version": 1, "entries": [], "Entries": []}"#,
    ])
    func whatIsNoTableIsAFile(_ table: String) throws {
        let contents = try LayerBuilder.scan(try StargzBuilder(["a"]).blob(table: table))
        #expect(!contents.isStargz)
        let tree = try FileTree(flattening: [contents])
        #expect(tree["/stargz.index.json"] != nil)
        #expect(tree["/.no.prefetch.landmark"] != nil)
        #expect(tree.reports.contains("toc-mismatch /stargz.index.json"))
    }

    @Test func aTableThatIsNotLastIsAFileAndCompared() throws {
        var builder = StargzBuilder(["a"])
        builder.entries[0]["mode"] = .number(0o4755)
        var layer = builder.archive()
        layer.add("b")
        let contents = try layer.scanned()
        #expect(contents.notes.contains(.tableOfContents(path: "/a", shows: "mode 4755")))
        let tree = try FileTree(flattening: [contents])
        #expect(tree["/stargz.index.json"] != nil)
        #expect(tree.reports.contains("toc-mismatch /stargz.index.json"))
    }

    @Test func aFileDoesNotHideBehindTheNameOfALandmark() throws {
        var layer = LayerBuilder(["a"])
        layer.file(".prefetch.landmark", Array("#!/bin/sh".utf8))
        let contents = try LayerBuilder.scan(try StargzBuilder(layer).blob())
        #expect(contents.isStargz)
        #expect(try FileTree(flattening: [contents])["/.prefetch.landmark"] != nil)
    }
}

extension String {
    fileprivate static let zeros = String(repeating: "0", count: 64)
}
