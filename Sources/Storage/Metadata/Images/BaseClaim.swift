// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// That a manifest names the image that another, or it itself, was built on.
///
/// The words of whoever made the manifest, in `org.opencontainers.image.base.name` and `.digest`; nothing proves them.
public struct BaseClaim: Hashable, Sendable {
    /// The repository.
    public var repository: RepositoryName
    /// The manifest that says so: an image, or an index that lists the image.
    public var manifest: Digest
    /// The image it is said of.
    public var image: Digest
    /// The name of the base.
    public var name: String?
    /// The base: a manifest, or an index with one for the image's platform.
    public var base: Digest?

    /// Creates a claim.
    public init(repository: RepositoryName, manifest: Digest, image: Digest, name: String?, base: Digest?) {
        self.repository = repository
        self.manifest = manifest
        self.image = image
        self.name = name
        self.base = base
    }
}
