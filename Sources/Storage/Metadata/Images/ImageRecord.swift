// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What an image is made of, as its configuration says; recorded beside its manifest.
public struct ImageRecord: Hashable, Sendable {
    /// One layer by what it holds, whatever it is compressed with.
    public struct Layer: Hashable, Sendable {
        /// The digest of the uncompressed layer.
        public var diffID: Digest
        /// The identity of the layer with all that lies below it.
        public var chainID: Digest

        /// Creates a layer.
        public init(diffID: Digest, chainID: Digest) {
            self.diffID = diffID
            self.chainID = chainID
        }
    }

    /// The configuration.
    public var config: Digest
    /// The platform; parts that the configuration lacks are empty.
    public var platform: Platform
    /// The layers, base first.
    public var layers: [Layer]

    /// Creates a record.
    public init(config: Digest, platform: Platform, layers: [Layer]) {
        self.config = config
        self.platform = platform
        self.layers = layers
    }
}
