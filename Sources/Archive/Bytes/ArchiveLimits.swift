// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How much an archive may make its reader do.
///
/// Images come from strangers: a kilobyte can claim to be a petabyte. What exceeds a limit is an error, never a shorter
/// result.
public struct ArchiveLimits: Hashable, Sendable {
    /// The most bytes that decompression may yield.
    public var expandedSize: Int64
    /// The most bytes that one compressed byte may yield, or one byte of an archive in holes of sparse files, once
    /// ``expandedSizeWithoutRatio`` is exceeded.
    public var ratio: Int64
    /// The expanded size up to which the ratio is not looked at: small archives of zeros are common.
    public var expandedSizeWithoutRatio: Int64
    /// The most entries of one archive.
    public var entries: Int
    /// The most bytes of a name or a link's target.
    public var nameLength: Int
    /// The most bytes of all the metadata before one entry: pax records and long names.
    public var metadataSize: Int
    /// The most bytes of names and metadata of all the entries together, which is what a reader holds in memory.
    public var totalMetadataSize: Int64

    /// Creates limits; the defaults are far above any honest image.
    public init(
        expandedSize: Int64 = 64 << 30,
        ratio: Int64 = 1_100,
        expandedSizeWithoutRatio: Int64 = 64 << 20,
        entries: Int = 4_000_000,
        nameLength: Int = 4_096,
        metadataSize: Int = 1 << 20,
        totalMetadataSize: Int64 = 1 << 30
    ) {
        self.expandedSize = expandedSize
        self.ratio = ratio
        self.expandedSizeWithoutRatio = expandedSizeWithoutRatio
        self.entries = entries
        self.nameLength = nameLength
        self.metadataSize = metadataSize
        self.totalMetadataSize = totalMetadataSize
    }
}
