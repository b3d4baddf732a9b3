// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A name in a tree that is being built.
///
/// Nodes refer to each other by position; -1 is none.
struct TreeNode {
    /// Where the name stands in the builder's bytes.
    var nameStart: UInt32
    var nameLength: UInt32
    /// The length of the absolute path; 0 for the root.
    var pathLength: UInt32
    var parent: Int32
    var firstChild: Int32 = -1
    var nextSibling: Int32 = -1
    var previousSibling: Int32 = -1
    var inode: Int32 = -1
    /// The layer that set the name last.
    var layer: Int32
    /// The last layer that set something below; for a symbolic link, something by way of it.
    var touchedBelow: Int32 = -1
    var role: MemberRecord.Role
    /// Whether it is a directory that no layer names.
    var isImplicit: Bool
    var isRemoved = false
    /// Whether the name could be taken for another one: it has capitals, or bytes that are not ASCII.
    var isFoldable: Bool

    var isDirectory: Bool { role == .directory }
}

/// A file that one or more names stand for.
struct TreeInode {
    /// The layer and the member in it; no member for a directory that no layer names.
    var layer: Int32
    var member: Int32
    /// How many names it has; 0 for one that is free.
    var names: Int32
    /// The group that a directory which no layer names has from its parent, which is setgid.
    var inheritedGroup: Int64?
}
