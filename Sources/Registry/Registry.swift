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
        /// The keys whose signatures rules can require.
        public var trustKeys: [NamedKey]
        /// What a signature may say as the host of this registry, to bind one of its tags: hosts with their ports.
        public var acceptedAuthorities: Set<String>
        /// Whether logs are told of other requirements than those they know.
        ///
        /// Not where somebody works on the data without the configuration that the registry runs by.
        public var logsTrust = true
        /// Finds what garbage collection must keep because files refer to it; an error keeps everything.
        public var lockedDigests: @Sendable () async throws -> LockedDigests
        /// The how manieth policy it is, once it is in force: what was prepared under another one is outdated.
        fileprivate(set) var version: Int64 = 0

        /// Creates a policy.
        public init(
            rules: RuleSet,
            approvals: ApprovalPolicy,
            announcements: Announcements = .none,
            trustKeys: [NamedKey] = [],
            acceptedAuthorities: Set<String> = [],
            lockedDigests: @escaping @Sendable () async throws -> LockedDigests = { .none }
        ) {
            self.rules = rules
            self.approvals = approvals
            self.announcements = announcements
            self.trustKeys = trustKeys
            self.acceptedAuthorities = acceptedAuthorities
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
    /// What the logs of tags are signed with.
    let logIdentity: LogIdentity
    let signatures = SignatureCache()
    private let live: LivePolicyBox

    /// Creates a registry over stores; histories without a log are given one.
    ///
    /// - Parameters:
    ///   - blobs: The bytes.
    ///   - metadata: All else.
    ///   - name: The name that the origins of the logs begin with; nil takes one that is made once and kept.
    ///   - policy: The policy in force at first.
    ///   - upstreams: The registries that this one stands in front of.
    ///   - log: Where to tell what happens.
    ///   - now: The clock.
    /// - Throws: ``StoreError`` when the metadata cannot be read.
    public init(
        blobs: any BlobStore,
        metadata: any MetadataStore,
        name: String? = nil,
        policy: LivePolicy,
        upstreams: UpstreamSet = .none,
        log: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) async throws {
        self.blobs = blobs
        self.upstreams = upstreams
        let waiting = try await metadata.read { try $0.deliveryCounts()[.waiting] ?? 0 }
        self.outbox = Outbox(policy.announcements, waiting: Int(waiting), log: log)
        self.logIdentity = try await LogIdentity(configured: name, in: metadata)
        try await LogTakeover(metadata: metadata, identity: logIdentity, log: log).run()
        self.live = LivePolicyBox(policy)
        self.metadata = AnnouncingStore(metadata, outbox: outbox, identity: logIdentity, live: live)
        self.log = log
        self.now = now
        let known = try await metadata.read { try $0.corruptions() }
        corrupt.withLock { $0 = Set(known.filter { $0.healedAt == nil }.map(\.digest)) }
        uploads.reset(to: try await blobs.openUploads())
    }

    /// The policy in force.
    public var policy: LivePolicy { live.policy }

    /// Puts another policy in force, for all pushes judged from now on.
    public func replacePolicy(_ policy: LivePolicy) {
        live.replace(policy)
        cache.dropTags()
        comparisons.bell.ring()
        outbox.replace(policy.announcements)
    }
}

/// The policy in force, for those that a registry is made of.
final class LivePolicyBox: Sendable {
    private let value: Mutex<Registry.LivePolicy>

    init(_ policy: Registry.LivePolicy) {
        self.value = Mutex(policy)
    }

    var policy: Registry.LivePolicy { value.withLock { $0 } }

    func replace(_ policy: Registry.LivePolicy) {
        value.withLock { current in
            let next = current.version + 1
            current = policy
            current.version = next
        }
    }
}
