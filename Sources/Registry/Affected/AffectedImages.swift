// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The images that are built on an image, directly or through others, by the names that mean them.
public struct AffectedImages: Hashable, Sendable {
    /// Which names are listed.
    public enum Tags: Sendable {
        /// Tags that mean an affected image now.
        case current
        /// Tags that once meant one as well, and images that no tag means.
        case ever
    }

    /// An affected image under one of its names; an image with several names comes once for each.
    public struct Image: Hashable, Sendable {
        /// The repository.
        public var repository: RepositoryName
        /// The tag; nil for an image that no tag means or ever meant.
        public var tag: Tag?
        /// The image's manifest.
        public var digest: Digest
        /// What the tag means, when that is an index that lists the image.
        public var index: Digest?
        /// The images from the one asked about to this one, both included.
        ///
        /// Of several ways the one with the fewest claims, and of those the shortest: layers prove what others say.
        public var path: [Digest]
        /// Tells whether the tag means it now.
        public var isCurrent: Bool
        /// How it is known that the last image of the path was built on the one before.
        public var evidence: AncestryGraph.Evidence
    }

    /// What was asked about: repository and digest, with the tag when one was named.
    public var reference: Reference
    /// The images: current names first, then those with a shorter path, then by name.
    public var images: [Image]
    /// Tells whether there is more than was asked for or can be shown.
    public var isTruncated: Bool
    /// Tells whether images that an older version stored are still being put into the index.
    public var isBeingIndexed: Bool
}
