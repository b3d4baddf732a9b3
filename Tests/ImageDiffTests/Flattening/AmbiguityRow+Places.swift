// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension AmbiguityRow {
    static let parents = [
        Self(
            "(v) below a file of a lower layer",
            [["a=1"], ["a/b"]],
            ["a/", "a/b"],
            ["under-non-directory /a"],
            containerd: "refuses the layer, except"
        ),
        Self(
            "(v) below a file of the same layer",
            [["a=1", "a/b"]],
            ["a/", "a/b"],
            ["under-non-directory /a"],
            containerd: "refuses the layer"
        ),
        Self(
            "(v) a file over what lies below it",
            [["a/b", "a=1"]],
            ["a=1"],
            ["under-non-directory /a"]
        ),
        Self(
            "through a link of a lower layer",
            [["usr/", "usr/lib/", "lib -> usr/lib"], ["lib/x"]],
            ["lib -> usr/lib", "usr/", "usr/lib/", "usr/lib/x"],
            ["through-symlink /lib"],
            containerd: "with the overlayfs snapshotter, shows a directory"
        ),
        Self(
            "through a link that climbs over the root",
            [["a/", "a/l -> ../../../b", "b/"], ["a/l/x"]],
            ["a/", "a/l -> ../../../b", "b/", "b/x"],
            ["through-symlink /a/l"],
            containerd: "with the overlayfs"
        ),
        Self(
            "through an absolute link to nothing",
            [["l -> /x/y"], ["l/z"]],
            ["l -> /x/y", "x/", "x/y/", "x/y/z"],
            ["through-symlink /l"],
            containerd: "with the overlayfs"
        ),
        Self(
            "through two links",
            [["d/", "m -> d", "l -> m"], ["l/x"]],
            ["d/", "d/x", "l -> m", "m -> d"],
            ["through-symlink /l"],
            containerd: "with the overlayfs"
        ),
        Self(
            "through links that lead in circles",
            [["l -> m", "m -> l"], ["l/x"]],
            ["l/", "l/x", "m -> l"],
            ["through-symlink /l", "under-non-directory /l"],
            containerd: "refuses the layer, except"
        ),
        Self(
            "through a link to a file",
            [["f=1", "l -> f"], ["l/x"]],
            ["f=1", "l/", "l/x"],
            ["through-symlink /l", "under-non-directory /l"],
            containerd: "refuses the layer, except"
        ),
        Self(
            "a directory in the place of a link: what the link led to stays",
            [["d/", "d/old", "l -> d"], ["l/", "l/.wh..wh..opq", "l/new"]],
            ["d/", "d/old", "l/", "l/new"],
            []
        ),
        Self(
            "a whiteout in a directory in the place of a link",
            [["d/", "d/old", "l -> d"], ["l/", "l/.wh.old"]],
            ["d/", "d/old", "l/"],
            ["stray-marker /l/.wh.old"]
        ),
        Self(
            "a whiteout through a link",
            [["d/", "d/old", "l -> d"], ["l/.wh.old"]],
            ["d/", "l -> d"],
            ["through-symlink /l"],
            containerd: "with the overlayfs snapshotter, shows an empty directory"
        ),
        Self(
            "an opaque marker through a link of the same layer",
            [["d/", "d/old"], ["l -> d", "l/.wh..wh..opq"]],
            ["d/", "d/old", "l -> d"],
            ["through-symlink /l"],
            containerd: "without the overlayfs snapshotter, hides"
        ),
        Self(
            "a whiteout through a link that replaces a directory",
            [["d/", "d/old", "l/", "l/old"], ["l -> d", "l/.wh.old"]],
            ["d/", "d/old", "l -> d"],
            ["through-symlink /l"],
            containerd: "without the overlayfs snapshotter, hides"
        ),
    ]

    static let overlay = [
        Self(
            "(vi) a device 0:0",
            [["a=1"], ["a : 0:0"]],
            ["a : 0:0"],
            ["overlay-whiteout /a"],
            containerd: "with the overlayfs snapshotter, shows nothing"
        ),
        Self("another device", [["a : 1:3"]], ["a : 1:3"], []),
    ]
}
