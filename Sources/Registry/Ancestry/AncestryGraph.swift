// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Images and what they are built on.
public struct AncestryGraph: Hashable, Sendable {
    /// An image: one manifest, in however many repositories.
    public struct Node: Hashable, Sendable {
        /// The manifest.
        public var digest: Digest
        /// The names that mean it or an index that lists it; by digest where a repository has no name for it.
        public var references: [String]
        /// The platform; nil when the configuration names none.
        public var platform: Platform?
        /// The number of layers.
        public var layers: Int
    }

    /// That an image is built on another.
    public struct Edge: Hashable, Sendable {
        /// The image that was built on.
        public var parent: Digest
        /// The image that was built.
        public var child: Digest
        /// How that is known.
        public var evidence: Evidence
        /// Tells whether the layers speak against it: the child's do not begin with the parent's.
        ///
        /// Never so of provenance, which also names the images of earlier stages of a build.
        public var isContradicted: Bool
    }

    /// How it is known that an image is built on another.
    public enum Evidence: String, Sendable {
        /// The child's layers begin with the parent's.
        case layers
        /// An annotation or label names the parent's digest.
        case annotation
        /// The provenance that the builder wrote names the parent's digest among what it built with.
        case provenance
    }

    /// The images, those with fewer layers first.
    public var nodes: [Node]
    /// What is built on what.
    ///
    /// Claims may contradict each other: there is no promise against circles.
    public var edges: [Edge]
    /// Tells whether there is more than was asked for or can be shown.
    public var isTruncated: Bool
    /// Tells whether images that an older version stored are still being put into the index.
    public var isBeingIndexed: Bool
}
