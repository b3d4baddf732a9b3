// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Logging
internal import NIOCore
public import OCIModel
public import Policy
public import Storage
internal import Synchronization

/// The rules of the product over a store: push, tags, holds, history, deletion and upkeep.
///
/// Every use case is a method in an extension by topic. Each checks the caller's right first and does its check and its
/// write in one change of the metadata store.
public final class Registry: Sendable {
    /// What may change while the registry runs.
    public struct LivePolicy: Sendable {
        /// The rules for tags.
        public var rules: RuleSet
        /// Who may approve what.
        public var approvals: ApprovalPolicy
        /// Who is told what happens.
        public var announcements: Announcements
        /// Finds what garbage collection must keep because files refer to it; an error keeps everything.
        public var lockedDigests: @Sendable () async throws -> LockedDigests

        /// Creates a policy.
        public init(
            rules: RuleSet,
            approvals: ApprovalPolicy,
            announcements: Announcements = .none,
            lockedDigests: @escaping @Sendable () async throws -> LockedDigests = { .none }
        ) {
            self.rules = rules
            self.approvals = approvals
            self.announcements = announcements
            self.lockedDigests = lockedDigests
        }
    }

    let blobs: any BlobStore
    let metadata: AnnouncingStore
    let log: Logger
    let now: @Sendable () -> Timestamp
    let cache = RegistryCache()
    let pulls = PullRecorder()
    let upkeep = UpkeepLock()
    let corrupt = Mutex<Set<Digest>>([])
    let uploads = UploadLimit()
    let comparisons = ComparisonDesk()
    let imageReadings = ReadingDesk<ImageReadingKey, ReadImage>()
    let outbox: Outbox
    /// The registries that this one stands in front of.
    let upstreams: UpstreamSet
    let upstreamDesk = UpstreamDesk()
    let fillings = FillingDesk()
    let warmings = WarmDesk()
    private let live: Mutex<LivePolicy>

    /// Creates a registry over stores.
    ///
    /// - Throws: ``StoreError`` when the metadata cannot be read.
    public init(
        blobs: any BlobStore,
        metadata: any MetadataStore,
        policy: LivePolicy,
        upstreams: UpstreamSet = .none,
        log: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) async throws {
        self.blobs = blobs
        self.upstreams = upstreams
        let waiting = try await metadata.read { try $0.deliveryCounts()[.waiting] ?? 0 }
        self.outbox = Outbox(policy.announcements, waiting: Int(waiting), log: log)
        self.metadata = AnnouncingStore(metadata, outbox: outbox)
        self.live = Mutex(policy)
        self.log = log
        self.now = now
        let known = try await metadata.read { try $0.corruptions() }
        corrupt.withLock { $0 = Set(known.filter { $0.healedAt == nil }.map(\.digest)) }
        uploads.reset(to: try await blobs.openUploads())
    }

    /// The policy in force.
    public var policy: LivePolicy { live.withLock { $0 } }

    /// Puts another policy in force, for all pushes judged from now on.
    public func replacePolicy(_ policy: LivePolicy) {
        live.withLock { $0 = policy }
        comparisons.bell.ring()
        outbox.replace(policy.announcements)
    }
}
