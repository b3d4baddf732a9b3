// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// A member of a layer's archive.
public struct LayerMember: Hashable, Sendable {
    /// What a member does to the tree.
    public enum Kind: Hashable, Sendable {
        /// It is a file, of any kind.
        case file(FileEntry)
        /// It is another name of the file at a path, which has no leading slash either.
        case hardLink(to: ByteString)
        /// It hides a file of the layers below: the one of its name without `.wh.`.
        case whiteout
        /// It hides all that the layers below have in its directory.
        case opaque
        /// It is a marker of aufs without a meaning in images, or lies below one.
        case stray
    }

    /// The name in its canonical form, relative to the root; empty for the root itself.
    public var path: ByteString
    /// What it does to the tree.
    public var kind: Kind

    /// Creates a member.
    public init(path: ByteString, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}
