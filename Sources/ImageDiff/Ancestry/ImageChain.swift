// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The layers of an image as identities that unrelated images do not share by chance.
public struct ImageChain: Hashable, Sendable {
    /// The digests of the uncompressed layers, base first.
    public let diffIDs: [Digest]
    /// The identity of each layer with all below it.
    public let chainIDs: [Digest]

    /// Creates the chain of no layers.
    init() {
        self.diffIDs = []
        self.chainIDs = []
    }

    /// Computes the chain of a configuration.
    public init(_ config: ImageConfig) {
        self.diffIDs = config.diffIDs
        self.chainIDs = config.chainIDs { ContentHash(hashing: Array($0.utf8)).digest }
    }

    /// The identity of all the layers together; nil if there are none.
    public var whole: Digest? { chainIDs.last }

    /// Tells whether sharing the lowest layers says that images are related: some of them must hold something.
    ///
    /// A layer without anything in it is the same everywhere.
    public func isEvidence(upTo depth: Int) -> Bool {
        diffIDs.prefix(depth).contains { $0 != ImageConfig.emptyLayer }
    }

    /// Tells whether the lowest layers are all those of another chain; of one without layers they always are.
    public func begins(with other: ImageChain) -> Bool {
        diffIDs.starts(with: other.diffIDs)
    }
}
