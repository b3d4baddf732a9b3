// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// That a manifest names the image that another, or it itself, was built on.
///
/// The words of whoever made the manifest; nothing proves them. A manifest may name several bases of one image.
public struct BaseClaim: Hashable, Sendable {
    /// How the base is known.
    public enum Evidence: String, CaseIterable, Sendable {
        /// An annotation or a label names it.
        case annotation
        /// The provenance that the builder wrote names it among what it built with.
        case provenance
    }

    /// The repository.
    public var repository: RepositoryName
    /// The manifest that says so: an image, an index that lists the image, or a statement about the image.
    public var manifest: Digest
    /// The image it is said of.
    public var image: Digest
    /// The name of the base.
    public var name: String?
    /// The base: a manifest, or an index with one for the image's platform.
    public var base: Digest?
    /// How it is known.
    public var evidence: Evidence

    /// Creates a claim.
    public init(
        repository: RepositoryName,
        manifest: Digest,
        image: Digest,
        name: String?,
        base: Digest?,
        evidence: Evidence = .annotation
    ) {
        self.repository = repository
        self.manifest = manifest
        self.image = image
        self.name = name
        self.base = base
        self.evidence = evidence
    }
}
