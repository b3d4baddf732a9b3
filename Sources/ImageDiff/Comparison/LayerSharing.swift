// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Which layers two images share, and how many each has.
public struct LayerSharing: Hashable, Sendable {
    /// The layers that both have, from the base on: as long as their DiffIDs are equal.
    public let shared: Int
    /// How many layers the first image has.
    public let from: Int
    /// How many layers the second image has.
    public let to: Int

    /// Compares the DiffIDs of two configurations, which are the same however layers are compressed.
    public init(_ old: ImageConfig, _ new: ImageConfig) {
        self.shared = zip(old.diffIDs, new.diffIDs).prefix { $0 == $1 }.count
        self.from = old.diffIDs.count
        self.to = new.diffIDs.count
    }

    /// Tells whether both images have the same layers in the same order.
    public var isComplete: Bool { shared == from && shared == to }
}
