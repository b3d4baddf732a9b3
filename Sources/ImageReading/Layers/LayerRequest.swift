// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A layer that is to be read, and what its uncompressed content must hash to.
public struct LayerRequest: Hashable, Sendable {
    /// The layer as its manifest lists it.
    public let layer: Descriptor
    /// The digest of its uncompressed content, as the configuration has it.
    public let diffID: Digest

    /// Creates a request.
    public init(layer: Descriptor, diffID: Digest) {
        self.layer = layer
        self.diffID = diffID
    }
}
