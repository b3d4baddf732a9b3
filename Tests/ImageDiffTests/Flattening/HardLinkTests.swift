// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

@Suite struct HardLinkTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var layers: [[String]]
        var files: [String]
        var links: [String]

        init(_ description: String, _ layers: [[String]], _ files: [String], _ links: [String]) {
            testDescription = description
            self.layers = layers
            self.files = files
            self.links = links
        }
    }

    static let rows = [
        Row("two names", [["a=1", "b => a"]], ["a=1", "b=1"], ["/b => /a"]),
        Row("the first by bytes stands for the rest", [["z=1", "b => z"]], ["b=1", "z=1"], ["/z => /b"]),
        Row("a name below", [["a=1"], ["b => a"]], ["a=1", "b=1"], ["/b => /a"]),
        Row("an overwritten target", [["a=1", "b => a"], ["a=2"]], ["a=2", "b=1"], []),
        Row("an overwritten link", [["a=1", "b => a"], ["b=2"]], ["a=1", "b=2"], []),
        Row("a hidden target", [["a=1", "b => a"], [".wh.a"]], ["b=1"], []),
        Row("one of three", [["a=1", "b => a", "c => a"], ["a=2"]], ["a=2", "b=1", "c=1"], ["/c => /b"]),
        Row("a chain", [["a=1", "b => a", "c => b"]], ["a=1", "b=1", "c=1"], ["/b => /a", "/c => /a"]),
        Row("after a replacement", [["a=1"], ["a=2", "b => a"]], ["a=2", "b=2"], ["/b => /a"]),
        Row("before a replacement", [["a=1"], ["b => a", "a=2"]], ["a=2", "b=1"], []),
        Row("again over the same", [["a=1", "b => a"], ["b => a"]], ["a=1", "b=1"], ["/b => /a"]),
        Row("over another file", [["a=1", "b=2"], ["b => a"]], ["a=1", "b=1"], ["/b => /a"]),
        Row("over a directory", [["a=1", "b/", "b/c"], ["b => a"]], ["a=1", "b=1"], ["/b => /a"]),
        Row("with a slash before it", [["a=1", "b => /a"]], ["a=1", "b=1"], ["/b => /a"]),
        Row("with a dot before it", [["a=1", "b => ./a"]], ["a=1", "b=1"], ["/b => /a"]),
        Row(
            "to a symbolic link",
            [["a=1", "l -> a", "m => l"]],
            ["a=1", "l -> a", "m -> a"],
            ["/m => /l"]
        ),
        Row(
            "to a directory's file through a link",
            [["d/", "d/a=1", "l -> d", "m => l/a"]],
            ["d/", "d/a=1", "l -> d", "m=1"],
            ["/m => /d/a"]
        ),
        Row(
            "in a removed directory",
            [["d/", "d/a=1", "b => d/a"], [".wh.d"], ["c=2"]],
            ["b=1", "c=2"],
            []
        ),
    ]

    @Test(arguments: rows)
    func namesShareAnInode(_ row: Row) throws {
        let tree = try FileTree(row.layers)
        #expect(tree.notation == FileTree.expected(row.files))
        #expect(tree.links == row.links)
        #expect(tree.reports == [])
    }

    @Test func theHeaderOfALinkChangesNothingAndIsReported() throws {
        var layer = LayerBuilder(["a=1"])
        layer.add("b => a") {
            $0.mode = 0o4777
            $0.userID = 9
            $0.extendedAttributes = ["user.x": [1]]
        }
        let tree = try FileTree(flattening: [try layer.scanned()])
        let (target, link) = (try #require(tree["/a"]?.entry), try #require(tree["/b"]?.entry))
        #expect(target == link)
        #expect(target.mode == 0o644)
        #expect(tree.reports == ["link-attributes /b"])
        #expect(
            tree.ambiguities.first?.containerd
                == "gives the file what the link has: attribute user.x, mode 4777, owner 9:0"
        )
    }

    @Test func aLinkBelongsToTheLayerThatMadeIt() throws {
        let tree = try FileTree([["a=1"], ["b => a"]])
        #expect(tree["/a"]?.entry.layer == 0)
        #expect(tree["/b"]?.entry.layer == 1)
    }
}
