// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension AmbiguityRow {
    static let duplicates = [
        Self("(iii) a path twice: the last", [["a=1", "a=2"]], ["a=2"], ["duplicate /a"]),
        Self("(iii) another kind", [["a=1", "a -> b"]], ["a -> b"], ["duplicate /a"]),
        Self("(iii) a directory twice", [["a/", "a/b", "a/"]], ["a/", "a/b"], ["duplicate /a"]),
        Self("(vii) spelt in another way", [["a/", "a/b=1", "./a//./b=2"]], ["a/", "a/b=2"], ["duplicate /a/b"]),
        Self("(vii) with a slash before it", [["a=1", "/a=2"]], ["a=2"], ["duplicate /a"]),
        Self("in another layer", [["a=1"], ["a=2"]], ["a=2"], []),
    ]

    static let opaque = [
        Self(
            "(iv) an opaque marker after files",
            [["a/", "a/old"], ["a/", "a/new", "a/.wh..wh..opq"]],
            ["a/", "a/new"],
            ["late-opaque /a/.wh..wh..opq"]
        ),
        Self(
            "(iv) an opaque marker after files in directories without a name",
            [["a/", "a/b/", "a/b/old"], ["a/b/new", "a/.wh..wh..opq"]],
            ["a/", "a/b/", "a/b/new"],
            ["late-opaque /a/.wh..wh..opq"],
            containerd: "without the overlayfs snapshotter, loses"
        ),
        Self(
            "an opaque marker before files",
            [["a/", "a/old"], ["a/", "a/.wh..wh..opq", "a/new"]],
            ["a/", "a/new"],
            []
        ),
        Self("in a new directory", [["a"], ["b/", "b/.wh..wh..opq", "b/c"]], ["a", "b/", "b/c"], []),
        Self("twice", [["a/", "a/b"], ["a/.wh..wh..opq", "a/.wh..wh..opq"]], ["a/"], ["duplicate /a/.wh..wh..opq"]),
        Self("at the root", [["a", "b/", "b/c"], [".wh..wh..opq", "d"]], ["d"], []),
        Self(
            "with a whiteout beside it: both are about the layers below",
            [["a/", "a/b", "a/c"], ["a/.wh..wh..opq", "a/.wh.b"]],
            ["a/"],
            []
        ),
    ]

    static let names = [
        Self("(vii) in another case", [["a", "A=1"]], ["A=1", "a"], ["similar-name /a"]),
        Self("(vii) in another layer", [["Read"], ["rEAD"]], ["Read", "rEAD"], ["similar-name /rEAD"]),
        Self(
            "(vii) composed and not",
            [["\u{e9}", "e\u{301}"]],
            ["e\u{301}", "\u{e9}"],
            ["similar-name /\u{e9}"]
        ),
        Self("in two directories", [["a/", "b/", "a/x", "b/X"]], ["a/", "a/x", "b/", "b/X"], []),
        Self("with a step up", [["a/", "a/../b"]], ["a/", "b"], ["escaping-name /b"]),
    ]

    static let links = [
        Self(
            "a hard link to nothing",
            [["a", "b => c"]],
            ["a"],
            ["missing-link-target /b"],
            containerd: "refuses the layer"
        ),
        Self(
            "a hard link to a directory",
            [["a/", "b => a"]],
            ["a/"],
            ["missing-link-target /b"],
            containerd: "refuses the layer: its target is a directory"
        ),
        Self(
            "a hard link to itself",
            [["a"], ["a => a"]],
            [],
            ["missing-link-target /a"],
            containerd: "refuses the layer"
        ),
        Self(
            "a hard link to what the layer hides",
            [["a=1"], ["b => a", ".wh.a"]],
            [],
            ["missing-link-target /b"],
            containerd: "shows the link"
        ),
        Self(
            "a hard link before its target",
            [["b => a", "a"]],
            ["a"],
            ["missing-link-target /b"],
            containerd: "refuses the layer"
        ),
    ]
}
