// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore
public import OCIModel
internal import Storage

/// What pulls ask for again and again: what a tag means, and the bytes of manifests.
struct RegistryCache: Sendable {
    struct TagKey: Hashable, Sendable {
        let repository: RepositoryName
        let tag: Tag
    }

    struct ManifestKey: Hashable, Sendable {
        let repository: RepositoryName
        let digest: Digest
    }

    /// A tag that exists, and the hold that would change it.
    struct TagMeaning: Sendable {
        let digest: Digest
        let hold: OpenHold?
        /// Who pushed what waits for signatures under this tag: that one is told of it instead.
        let pendingBy: String?
        /// Where the log says what the tag means.
        let position: LogPosition?
    }

    let tags = GenerationalCache<TagKey, TagMeaning>(generationCost: 50_000)
    let manifests = GenerationalCache<ManifestKey, StoredManifest>(generationCost: 12 << 20)

    /// Forgets what all tags mean: other rules may serve them otherwise.
    func dropTags() {
        tags.dropAll()
    }

    func drop(_ tags: some Sequence<Tag>, in repository: RepositoryName) {
        self.tags.drop(tags.map { TagKey(repository: repository, tag: $0) })
    }

    func drop(_ digests: some Sequence<Digest>, in repository: RepositoryName) {
        manifests.drop(digests.map { ManifestKey(repository: repository, digest: $0) })
    }
}

/// A change that waits for a decision, as readers of the tag are told of it.
public struct OpenHold: Hashable, Sendable {
    /// The hold's number.
    public let id: Int64
    /// What the tag would mean.
    public let offered: Digest
    /// Since when it waits.
    public let since: Timestamp
}

/// A manifest as it is served: exact bytes, and the type they were pushed as.
public struct StoredManifest: Sendable {
    /// The digest.
    public let digest: Digest
    /// The type it was pushed as.
    public let mediaType: MediaType
    /// The bytes as received.
    public let bytes: ByteBuffer
    /// Who pushed it.
    public let pushedBy: String
    /// Tells whether a held push is the only reason it is stored.
    public let isHeld: Bool
}
