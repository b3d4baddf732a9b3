// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// Something in a layer that two extractors read in two ways, or that no honest builder writes.
///
/// Holdfast follows the image specification; where containerd's extraction shows something else, ``containerd`` says
/// what. A file hidden from a scanner and visible to a runtime is an attack, so each of these is reported.
public struct Ambiguity: Hashable, Sendable {
    /// The kinds, by the names that JSON gives them.
    public enum Kind: String, CaseIterable, Sendable {
        /// A whiteout, then a file of that name in the same layer.
        case whiteoutBeforeEntry = "whiteout-before-entry"
        /// A file, then a whiteout of that name in the same layer.
        case whiteoutAfterEntry = "whiteout-after-entry"
        /// A path more than once in one layer.
        case duplicate
        /// An opaque marker after files of its directory.
        case lateOpaque = "late-opaque"
        /// An entry below something that is no directory.
        case underNonDirectory = "under-non-directory"
        /// A device 0:0, which overlay file systems take for a whiteout.
        case overlayWhiteout = "overlay-whiteout"
        /// The attribute `trusted.overlay.opaque` or another of overlay file systems.
        case overlayAttribute = "overlay-attribute"
        /// Two names that differ only by `./`, slashes, letter case or Unicode normalisation.
        case similarName = "similar-name"
        /// A parent directory reached through a symbolic link of a lower layer.
        case throughSymlink = "through-symlink"
        /// A parent that no layer names.
        case implicitParent = "implicit-parent"
        /// A hard link whose target is not there.
        case missingLinkTarget = "missing-link-target"
        /// A hard link whose header gives its file other attributes than it has.
        case linkAttributes = "link-attributes"
        /// A name with `..`, which would leave the root.
        case escapingName = "escaping-name"
        /// A whiteout of nothing, or a marker of aufs.
        case strayMarker = "stray-marker"
        /// Bytes after the end of the archive.
        case trailingData = "trailing-data"
        /// The table of contents of an eStargz layer says something else than its archive.
        case tocMismatch = "toc-mismatch"
        /// More places of one kind than are listed.
        case unlisted
    }

    /// What it is.
    public var kind: Kind
    /// The absolute path.
    public var path: ByteString
    /// The layer, counted from 0.
    public var layer: Int
    /// What containerd would show, where that differs from the tree.
    public var containerd: String?
    /// What the reading that was not taken has there, so that two images which differ only in it are told apart.
    public var detail: String?

    /// Creates an ambiguity.
    public init(kind: Kind, path: ByteString, layer: Int, containerd: String? = nil, detail: String? = nil) {
        self.kind = kind
        self.path = path
        self.layer = layer
        self.containerd = containerd
        self.detail = detail
    }
}
