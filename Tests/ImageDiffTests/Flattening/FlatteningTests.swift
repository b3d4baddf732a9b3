// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

@Suite struct FlatteningTests {
    @Test(
        arguments: [
            ("another content", [["a=1"], ["a=2"]], ["a=2"]),
            ("a whiteout", [["a", "b"], [".wh.a"]], ["b"]),
            ("a whiteout of a directory", [["a/", "a/b/", "a/b/c"], [".wh.a"]], []),
            ("a whiteout inside", [["a/", "a/b", "a/c"], ["a/", "a/.wh.b"]], ["a/", "a/c"]),
            ("an opaque directory", [["a/", "a/b", "a/c/", "a/c/d"], ["a/", "a/.wh..wh..opq"]], ["a/"]),
            ("a hidden file that comes again", [["a=1"], [".wh.a"], ["a=2"]], ["a=2"]),
            ("a file instead of a directory", [["a/", "a/b"], ["a=1"]], ["a=1"]),
            ("a directory instead of a file", [["a=1"], ["a/", "a/b"]], ["a/", "a/b"]),
            ("a directory, a file, a directory", [["a/", "a/b"], ["a=1"], ["a/"]], ["a/"]),
            ("a directory over a directory", [["a/", "a/b"], ["a/", "a/c"]], ["a/", "a/b", "a/c"]),
            ("a link instead of a directory", [["a/", "a/b", "c/"], ["a -> c"]], ["a -> c", "c/"]),
            ("a directory instead of a link", [["a -> c", "c/", "c/d"], ["a/"]], ["a/", "c/", "c/d"]),
            ("many layers", [["a=1"], ["a=2"], ["b"], [".wh.a"], ["a=3"]], ["a=3", "b"]),
            ("nothing", [[], []], []),
        ] as [(String, [[String]], [String])]
    )
    func layersLieOnTopOfEachOther(_ name: String, _ layers: [[String]], _ files: [String]) throws {
        let tree = try FileTree(layers)
        #expect(tree.notation == FileTree.expected(files))
        #expect(tree.reports == [])
    }

    @Test func filesAreSortedByTheBytesOfTheirPaths() throws {
        let tree = try FileTree([["a/", "a/b", "a-b", "a.b", "ab", "a0/", "a0/c", "B", "\u{e9}"]])
        let paths = tree.files.map(\.path)
        #expect(paths == paths.sorted())
        #expect(paths.count == 9)
        #expect(paths.allSatisfy { tree[$0] != nil })
    }

    @Test func theRootIsListedIfALayerNamesIt() throws {
        #expect(try FileTree([["a"]])["/"] == nil)
        var layer = LayerBuilder()
        layer.add("./") { $0.mode = 0o700 }
        let tree = try FileTree(flattening: [try LayerBuilder(["a"]).scanned(), try layer.scanned()])
        #expect(tree.files.map(\.path) == ["/", "/a"])
        #expect(tree["/"]?.entry.mode == 0o700)
        #expect(tree["/"]?.entry.isImplicit == false)
    }

    @Test func parentsThatNoLayerNamesAreMade() throws {
        let tree = try FileTree([["a/b/c"]])
        #expect(tree.notation == FileTree.expected(["a/", "a/b/", "a/b/c"]))
        let parent = try #require(tree["/a/b"]?.entry)
        #expect(parent.isImplicit)
        #expect((parent.mode, parent.userID, parent.groupID) == (0o755, 0, 0))
        #expect(tree.ambiguities.map(\.kind) == [.implicitParent, .implicitParent])
        #expect(tree.ambiguities.map(\.path) == ["/a", "/a/b"])
    }

    @Test func aParentThatIsMadeBelowASetgidDirectoryHasItsGroup() throws {
        var layer = LayerBuilder()
        layer.add("a/") {
            $0.mode = 0o2770
            $0.userID = 4
            $0.groupID = 5
        }
        layer.add("a/b/c/d")
        layer.add("e/f")
        let tree = try FileTree(flattening: [try layer.scanned()])
        for path in ["/a/b", "/a/b/c"] as [ByteString] {
            let entry = try #require(tree[path]?.entry)
            #expect((entry.mode, entry.userID, entry.groupID) == (0o2755, 0, 5))
        }
        #expect(tree["/a/b/c/d"]?.entry.groupID == 0)
        #expect(tree["/e"]?.entry.mode == 0o755)
    }

    @Test func aParentThatIsNamedLaterIsNamed() throws {
        let tree = try FileTree([["a/b", "a/"]])
        #expect(tree["/a"]?.entry.isImplicit == false)
        #expect(tree.ambiguities == [])
    }

    @Test func aDirectoryTakesTheAttributesOfTheUpperOne() throws {
        var upper = LayerBuilder()
        upper.add("a/") {
            $0.mode = 0o1777
            $0.userID = 5
            $0.groupID = 6
            $0.extendedAttributes = ["user.x": [1]]
            $0.modified.seconds = 7
        }
        let tree = try FileTree(flattening: [try LayerBuilder(["a/", "a/b"]).scanned(), try upper.scanned()])
        let entry = try #require(tree["/a"]?.entry)
        #expect(entry.mode == 0o1777)
        #expect((entry.userID, entry.groupID) == (5, 6))
        #expect(entry.extendedAttributes == ["user.x": [1]])
        #expect(entry.modified.seconds == 7)
        #expect(entry.layer == 1)
        #expect(tree["/a/b"]?.entry.layer == 0)
    }

    @Test func everythingAboutAFileIsKept() throws {
        var layer = LayerBuilder()
        layer.add("f=#!/bin/sh") {
            $0.mode = 0o4755
            $0.userID = 3_000_000_000
            $0.groupID = 12
            $0.modified = TarEntry.Time(seconds: -5, nanoseconds: 6)
            $0.extendedAttributes = ["security.capability": [1, 0, 2]]
            $0.otherRecords = ["MSWINDOWS.rawsd": [9]]
        }
        let entry = try #require(try FileTree(flattening: [try layer.scanned()])["/f"]?.entry)
        #expect(entry.kind == .file)
        #expect(entry.mode == 0o4755)
        #expect((entry.userID, entry.groupID, entry.size) == (3_000_000_000, 12, 9))
        #expect(entry.hash == Sample.hash("#!/bin/sh"))
        #expect(entry.content == .script)
        #expect(entry.modified == TarEntry.Time(seconds: -5, nanoseconds: 6))
        #expect(entry.extendedAttributes == ["security.capability": [1, 0, 2]])
        #expect(entry.otherRecords == ["MSWINDOWS.rawsd": [9]])
    }

    @Test(arguments: ["trusted.overlay.opaque", "user.overlay.redirect"])
    func attributesOfOverlayFileSystemsAreReported(_ name: String) throws {
        var layer = LayerBuilder()
        layer.add("a/") { $0.extendedAttributes = [ByteString(name.utf8): [0x79]] }
        let tree = try FileTree(flattening: [try layer.scanned()])
        #expect(tree.reports == ["overlay-attribute /a"])
        #expect(tree.ambiguities.first?.containerd != nil)
    }

    @Test func namesNeedNotBeText() throws {
        var layer = LayerBuilder()
        layer.file(ByteString([0xff, 0xfe]), [1])
        layer.file(ByteString([0xff]), [2])
        let tree = try FileTree(flattening: [try layer.scanned()])
        #expect(tree.files.map(\.path) == [ByteString([0x2f, 0xff]), ByteString([0x2f, 0xff, 0xfe])])
    }

    @Test func dataAfterTheEndIsReported() throws {
        let archive = LayerBuilder(["a"]).archive + Array("hidden".utf8)
        let tree = try FileTree(flattening: [try LayerBuilder.scan(archive)])
        #expect(tree.reports == ["trailing-data /"])
    }
}
