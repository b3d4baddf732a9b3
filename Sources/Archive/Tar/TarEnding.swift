// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How an archive ended.
public struct TarEnding: Hashable, Sendable {
    /// Whether the two blocks of zeros are there; without them the archive may have been cut off between two members.
    public let hasEndMarker: Bool
    /// The bytes after the end marker up to the last that is not zero: 0 if there is nothing but padding.
    ///
    /// No program unpacks them.
    public let trailingBytes: Int64
    /// The number of members.
    public let entries: Int
    /// Whether a global pax header says something about the members that follow it.
    ///
    /// Here it counts, as POSIX has it; container engines ignore it. One that only holds a comment, as git writes it, is
    /// not meant.
    public let hasGlobalHeaders: Bool
}
