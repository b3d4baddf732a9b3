// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// One moment in the history of a tag.
public struct TagHistoryEntry: Hashable, Sendable {
    /// What happened to a tag.
    public enum Event: Hashable, Sendable {
        /// The tag came to mean the digest.
        case set
        /// The tag was deleted while it meant the digest.
        case deleted
    }

    private static let annotations = "org.opencontainers.distribution.tag"

    /// What the entry is about.
    public let digest: Digest
    /// What happened.
    public let event: Event
    /// When it happened, by the registry's clock.
    public let time: Timestamp
    /// The position in the log of the repository, where the registry tells it.
    public let index: Int64?

    /// Creates an entry.
    public init(digest: Digest, event: Event, time: Timestamp, index: Int64?) {
        self.digest = digest
        self.event = event
        self.time = time
        self.index = index
    }

    /// Reads an entry of the list that registries answer with; nil without event and moment.
    init?(_ descriptor: Descriptor) {
        switch descriptor.annotations["\(Self.annotations).event"] {
        case "created": self.event = .set
        case "deleted": self.event = .deleted
        default: return nil
        }
        guard let time = descriptor.annotations["\(Self.annotations).timestamp"].flatMap({ Timestamp($0) }) else {
            return nil
        }
        self.digest = descriptor.digest
        self.time = time
        self.index = descriptor.annotations["holdfast.log.index"].flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
}
