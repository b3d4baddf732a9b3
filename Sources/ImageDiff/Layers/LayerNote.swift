// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// Something about a layer's archive that a reader should know and that is no error.
public enum LayerNote: Hashable, Sendable {
    /// The archive ends without its end marker.
    case missingEndMarker
    /// So many bytes stand after the end of the archive.
    case trailingData(Int64)
    /// A name has `..` inside, without leaving the root.
    case parentReference(path: ByteString)
    /// A file that was asked for is too large to be kept.
    case notCaptured(path: ByteString)
    /// The table of contents of an eStargz layer says something else than the archive; `shows` is what a node sees
    /// that trusts it and loads files when they are needed.
    case tableOfContents(path: ByteString, shows: String)
    /// A table of contents cuts files at other places than the layer, so that the digests of these pieces were not
    /// checked; the hash is that of these claims.
    case uncheckedPieces(ContentHash)
    /// There are more notes than are kept.
    case unlisted
}
