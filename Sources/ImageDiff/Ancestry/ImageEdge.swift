// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Says that an image was built on another.
public struct ImageEdge: Hashable, Sendable {
    /// How it is known.
    public enum Evidence: String, Sendable {
        /// The child begins with all the layers of the parent.
        case layers
        /// The child says so.
        case annotation
        /// A statement about the child's build says so.
        case provenance
    }

    /// The image that was built on.
    public var parent: Digest
    /// The image built on it.
    public var child: Digest
    /// How it is known.
    public var evidence: Evidence

    /// Creates an edge.
    public init(parent: Digest, child: Digest, evidence: Evidence) {
        self.parent = parent
        self.child = child
        self.evidence = evidence
    }
}
