// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
public import OCIModel

/// What is in a layer: the digests of its bytes and its members, without their content.
public struct LayerContents: Sendable {
    /// The digest of the bytes as they are stored.
    public internal(set) var blob: Digest
    /// The SHA-256 of the uncompressed archive.
    public internal(set) var diffID: Digest
    /// The length of the bytes as they are stored.
    public internal(set) var compressedSize: Int64
    /// The length of the uncompressed archive.
    public internal(set) var size: Int64
    /// How the archive is compressed, by its first bytes.
    public internal(set) var compression: Compression
    /// The members in the order of the archive.
    public internal(set) var members: LayerMembers
    /// What else is to be known; at most 10,000 notes about single members, and as many about a table of contents.
    public internal(set) var notes: [LayerNote]
    /// The content of the files that ``LayerScanner/captures(_:)`` names or that were asked for, by canonical path.
    public internal(set) var captured: [ByteString: [UInt8]]
    /// Whether the layer is of the format eStargz: its last member is a table of contents that can be read.
    ///
    /// That table and the format's landmarks are not files of the tree.
    public internal(set) var isStargz: Bool

    /// The first member that no extractor should act on.
    var rejection: Rejection?

    /// A member that is not among ``members`` because nothing good can be done with it.
    struct Rejection: Hashable, Sendable {
        var path: ByteString
        var reason: LayerError.Reason
    }
}
