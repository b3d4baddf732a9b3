// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a copy did.
public struct CopyReport: Hashable, Sendable {
    /// The digest of what was copied: the source's, or a platform's of its index; with annotations that of the new bytes.
    public var digest: Digest
    /// The digest before annotations were written into the bytes; nil when the bytes stayed as they were.
    public var digestBeforeAnnotations: Digest?
    /// How many referrers and signers' tags were left behind because they speak of the bytes without the annotations.
    public var leftBehind = 0
    /// How many manifests were written, those of referrers and companions among them.
    public var manifests = 0
    /// How many blobs were moved.
    public var blobsCopied = 0
    /// How many blobs the registry took over from another repository.
    public var blobsMounted = 0
    /// How many blobs the destination had.
    public var blobsSkipped = 0
    /// The bytes of the blobs that were moved.
    public var bytes: Int64 = 0
    /// How many referrers came along.
    public var referrers = 0
    /// The companion tags that came along.
    public var companions: [String] = []
    /// The companion tags and the digests of referrers that the destination refused, with the registry's words, or that
    /// were not written because something would have been lost.
    public var refused: [String] = []
    /// What was noticed on the way, for people.
    public var notes: [String] = []

    /// Creates the report of a copy that has done nothing yet.
    public init(digest: Digest) {
        self.digest = digest
    }
}
