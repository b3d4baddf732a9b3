// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What the registry knows of a manifest in a repository; its bytes lie in the ``BlobStore``.
public struct ManifestRecord: Hashable, Sendable {
    /// Who may read the manifest by its digest.
    public enum Visibility: String, Sendable {
        /// Everyone with the right to pull.
        case everyone
        /// Its pusher and approvers: a held push is the only reason it is stored.
        case held
    }

    /// The digest.
    public var digest: Digest
    /// The type it was pushed as and is served as.
    public var mediaType: MediaType
    /// The kind of artifact, for the referrers API.
    public var artifactType: String?
    /// The length in bytes.
    public var size: Int64
    /// The manifest it refers to.
    public var subject: Digest?
    /// Its annotations, for the referrers API.
    public var annotations: [String: String]
    /// Who may read it.
    public var visibility: Visibility
    /// Who pushed it first.
    public var pushedBy: String
    /// When it was pushed first.
    public var pushedAt: Timestamp

    /// Creates a record.
    public init(
        digest: Digest,
        mediaType: MediaType,
        artifactType: String? = nil,
        size: Int64,
        subject: Digest? = nil,
        annotations: [String: String] = [:],
        visibility: Visibility = .everyone,
        pushedBy: String,
        pushedAt: Timestamp
    ) {
        self.digest = digest
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.size = size
        self.subject = subject
        self.annotations = annotations
        self.visibility = visibility
        self.pushedBy = pushedBy
        self.pushedAt = pushedAt
    }
}
