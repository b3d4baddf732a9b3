// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore
public import OCIModel

/// A manifest on its way in.
public struct ManifestPush: Sendable {
    /// The repository.
    public var repository: RepositoryName
    /// How the push names the manifest.
    public var reference: ManifestReference
    /// Further tags of the same push (`?tag=`): all move, or none.
    public var tags: [Tag]
    /// The bytes as received, at most ``OCIModel/Manifest/maximumSize``.
    public var bytes: ByteBuffer
    /// The type the client declared.
    public var mediaType: MediaType?
    /// What must be so for the push to be judged at all.
    public var precondition: TagPrecondition
    /// The image on another registry that the client says it promotes.
    public var promotedFrom: Reference?

    /// Creates a push.
    public init(
        repository: RepositoryName,
        reference: ManifestReference,
        tags: [Tag] = [],
        bytes: ByteBuffer,
        mediaType: MediaType?,
        precondition: TagPrecondition = .none,
        promotedFrom: Reference? = nil
    ) {
        self.repository = repository
        self.reference = reference
        self.tags = tags
        self.bytes = bytes
        self.mediaType = mediaType
        self.precondition = precondition
        self.promotedFrom = promotedFrom
    }

    /// Where the rules are told that it comes from.
    var origin: PushOrigin {
        promotedFrom.map { .promotion(reason: "promoted from \($0) (as the client says)") } ?? .client
    }

    /// All tags the push names, each once.
    var allTags: [Tag] {
        var tags = tags
        if case .tag(let tag) = reference { tags.insert(tag, at: 0) }
        var seen: Set<Tag> = []
        return tags.filter { seen.insert($0).inserted }
    }
}

/// What a client demands of a tag before it is changed (RFC 9110 `If-Match`, `If-None-Match`).
public enum TagPrecondition: Hashable, Sendable {
    case none
    /// The tag does not exist.
    case absent
    /// The tag exists, whatever it means.
    case present
    /// The tag means one of these.
    case means(Set<Digest>)

    func holds(for current: Digest?) -> Bool {
        switch self {
        case .none: true
        case .absent: current == nil
        case .present: current != nil
        case .means(let digests): current.map(digests.contains) ?? false
        }
    }
}

/// What became of an accepted push.
public struct ManifestReceipt: Hashable, Sendable {
    /// The manifest's digest.
    public let digest: Digest
    /// The manifest it refers to, if any.
    public let subject: Digest?
    /// The tags that now mean it.
    public let tags: [Tag]
    /// The tags that wait for signatures.
    public let pending: [PendingTag]
}
