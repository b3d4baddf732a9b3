// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Everything a ``MemoryMetadataStore`` holds; a copy of it is a snapshot.
struct MemoryState: Sendable {
    var repositories: [RepositoryName: MemoryRepository] = [:]
    /// The hold with number n is at n - 1: holds are numbered from 1 and never removed.
    var holds: [HoldRecord] = []
    var tokens: [String: TokenRecord] = [:]
    var tokenUses: [String: Timestamp] = [:]
    var settings: [String: String] = [:]
    var corruptions: [Digest: CorruptionRecord] = [:]
    var chains = MemoryLayerChains()
    var comparisons: [ComparisonRecord.Subject: ComparisonRecord] = [:]
    var deliveries: [Int64: DeliveryRecord] = [:]
    /// The number of the newest delivery there ever was.
    var lastDelivery: Int64 = 0
    var keyDecisions: [Digest: KeyDecision] = [:]
    var trustDocuments: [Digest: [UInt8]] = [:]
}

/// What a ``MemoryMetadataStore`` holds of one repository.
struct MemoryRepository: Sendable {
    var blobs: [Digest: BlobRecord] = [:]
    var manifests: [Digest: ManifestRecord] = [:]
    /// What each manifest points to.
    var pointers: [Digest: Set<Digest>] = [:]
    /// The images by their manifests.
    var images: [Digest: MemoryImage] = [:]
    /// What each manifest says of the bases of images.
    var baseClaims: [Digest: [BaseClaim]] = [:]
    /// Deleted tags keep their record as the tombstone.
    var tags: [Tag: TagRecord] = [:]
    /// The event with index n is at n.
    var events: [EventRecord] = []
    var log = MemoryLog()
    var pulls: [Digest: Timestamp] = [:]
    /// What upstreams said last, by tag.
    var upstreamChecks: [Tag: UpstreamCheck] = [:]
}

/// What a ``MemoryMetadataStore`` holds of the log of one repository.
struct MemoryLog: Sendable {
    struct TileKey: Hashable, Sendable {
        let level: Int
        let number: Int64
    }

    var head: LogHead?
    /// The entry with index n is at n.
    var entries: [[UInt8]] = []
    var tiles: [TileKey: [UInt8]] = [:]
    /// By which event each signature was first seen.
    var signatures: [Digest: Int64] = [:]
    var keys: [Digest: LoggedKey] = [:]
}
