// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What is known of an image for one platform before its layers are read.
public struct ImageIdentity: Sendable {
    /// The manifest's digest.
    public var manifest: Digest
    /// The configuration's digest.
    public var configuration: Digest
    /// The configuration.
    public var config: ImageConfig
    /// The layers, base first.
    public var layers: [Descriptor]

    /// Creates an identity.
    public init(manifest: Digest, configuration: Digest, config: ImageConfig, layers: [Descriptor]) {
        self.manifest = manifest
        self.configuration = configuration
        self.config = config
        self.layers = layers
    }
}
