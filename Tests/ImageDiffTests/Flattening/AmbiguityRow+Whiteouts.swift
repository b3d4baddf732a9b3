// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension AmbiguityRow {
    static let whiteouts = [
        Self(
            "(i) a whiteout, then the file: it is there",
            [["a=old"], [".wh.a", "a=new"]],
            ["a=new"],
            ["whiteout-before-entry /a"]
        ),
        Self(
            "(i) a whiteout, then a directory: the files below are gone",
            [["a/", "a/old"], [".wh.a", "a/", "a/new"]],
            ["a/", "a/new"],
            ["whiteout-before-entry /a"],
            containerd: "with the overlayfs snapshotter, shows in it"
        ),
        Self(
            "(i) a whiteout, then a file in the directory",
            [["a/", "a/old"], [".wh.a", "a/new"]],
            ["a/", "a/new"],
            ["whiteout-before-entry /a"],
            containerd: "with the overlayfs snapshotter, refuses"
        ),
        Self(
            "(ii) a file, then its whiteout: it is there",
            [["a=old"], ["a=new", ".wh.a"]],
            ["a=new"],
            ["whiteout-after-entry /a"],
            containerd: "removes it"
        ),
        Self(
            "(ii) a file without one below, then its whiteout",
            [["b"], ["a=new", ".wh.a"]],
            ["a=new", "b"],
            ["stray-marker /.wh.a", "whiteout-after-entry /a"],
            containerd: "removes it"
        ),
        Self(
            "(ii) a file, then the whiteout of its directory",
            [["a/", "a/old"], ["a/new", ".wh.a"]],
            ["a/", "a/new"],
            ["whiteout-after-entry /a"],
            containerd: "removes it"
        ),
        Self("a whiteout of nothing", [["a"], [".wh.b"]], ["a"], ["stray-marker /.wh.b"]),
        Self("a whiteout in the lowest layer", [[".wh.b", "a"]], ["a"], ["stray-marker /.wh.b"]),
        Self("a whiteout twice", [["a", "b"], [".wh.a", ".wh.a"]], ["b"], ["duplicate /.wh.a"]),
        Self(
            "markers of aufs",
            [["a", ".wh..wh.plnk/", ".wh..wh.plnk/12.34=x", ".wh..wh.aufs"]],
            ["a"],
            ["stray-marker /.wh..wh.plnk", "stray-marker /.wh..wh.plnk/12.34", "stray-marker /.wh..wh.aufs"],
            containerd: "shows it as a file"
        ),
        Self(
            "a file below a whiteout",
            [["a", "b"], [".wh.a/", ".wh.a/c"]],
            ["b"],
            ["stray-marker /.wh.a/c"],
            containerd: "shows it as a file"
        ),
    ]
}
