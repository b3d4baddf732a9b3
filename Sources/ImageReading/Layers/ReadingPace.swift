// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// How many layers are read at a time, and how much they may hold.
public struct ReadingPace: Sendable {
    /// How many layers are read at a time.
    public var width: Int
    /// The most entries of all the layers that are held at a time, each some hundred bytes.
    public var members: Int
    /// How much one layer may make its reader do.
    public var limits: ArchiveLimits

    /// Creates a pace.
    public init(width: Int, members: Int, limits: ArchiveLimits) {
        self.width = width
        self.members = members
        self.limits = limits
    }

    /// For a person who waits: reading is bound by decompression, so as many layers as there are cores.
    public static let swift = ReadingPace(width: 2, members: 4_000_000, limits: LayerScan.limits)

    /// For work beside a server that has others to serve: one layer at a time, and less memory.
    public static let gentle = ReadingPace(
        width: 1,
        members: 600_000,
        limits: ArchiveLimits(expandedSize: 32 << 30, entries: 400_000, totalMetadataSize: 128 << 20)
    )
}
