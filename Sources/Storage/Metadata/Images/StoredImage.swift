// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An image that a repository has, with what is needed to place it among others and to judge who may see it.
public struct StoredImage: Hashable, Sendable {
    /// The repository.
    public var repository: RepositoryName
    /// The manifest.
    public var manifest: Digest
    /// The configuration.
    public var config: Digest
    /// The platform; parts that the configuration lacks are empty.
    public var platform: Platform
    /// All its layers.
    public var chain: LayerChain.ID
    /// The number of its layers.
    public var layers: Int
    /// Who may read the manifest.
    public var visibility: ManifestRecord.Visibility
    /// Who pushed the manifest first.
    public var pushedBy: String
    /// When the manifest was pushed first.
    public var pushedAt: Timestamp

    /// Creates an entry.
    public init(
        repository: RepositoryName,
        manifest: Digest,
        config: Digest,
        platform: Platform,
        chain: LayerChain.ID,
        layers: Int,
        visibility: ManifestRecord.Visibility,
        pushedBy: String,
        pushedAt: Timestamp
    ) {
        self.repository = repository
        self.manifest = manifest
        self.config = config
        self.platform = platform
        self.chain = chain
        self.layers = layers
        self.visibility = visibility
        self.pushedBy = pushedBy
        self.pushedAt = pushedAt
    }
}
