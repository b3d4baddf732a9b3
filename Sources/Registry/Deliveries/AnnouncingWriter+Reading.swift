// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension AnnouncingWriter {
    func hasRepository(_ repository: RepositoryName) throws -> Bool {
        try store.hasRepository(repository)
    }

    func repositories(after: RepositoryName?, limit: Int) throws -> [RepositorySummary] {
        try store.repositories(after: after, limit: limit)
    }

    func blob(_ digest: Digest, in repository: RepositoryName) throws -> BlobRecord? {
        try store.blob(digest, in: repository)
    }

    func blobs(in repository: RepositoryName) throws -> [BlobRecord] {
        try store.blobs(in: repository)
    }

    func repositories(holding digest: Digest) throws -> [RepositoryName] {
        try store.repositories(holding: digest)
    }

    func unreferencedBlobs(in repository: RepositoryName, linkedBefore moment: Timestamp) throws -> [BlobRecord] {
        try store.unreferencedBlobs(in: repository, linkedBefore: moment)
    }

    func manifest(_ digest: Digest, in repository: RepositoryName) throws -> ManifestRecord? {
        try store.manifest(digest, in: repository)
    }

    func manifests(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [ManifestRecord] {
        try store.manifests(in: repository, after: after, limit: limit)
    }

    func parents(of digest: Digest, in repository: RepositoryName) throws -> [Digest] {
        try store.parents(of: digest, in: repository)
    }

    func children(of digest: Digest, in repository: RepositoryName) throws -> [Digest] {
        try store.children(of: digest, in: repository)
    }

    func heldReferrers(of subject: Digest, in repository: RepositoryName) throws -> [Digest] {
        try store.heldReferrers(of: subject, in: repository)
    }

    func referrers(of subject: Digest, in repository: RepositoryName, artifactType: String?, after: Digest?, limit: Int)
        throws -> [ManifestRecord]
    {
        try store.referrers(of: subject, in: repository, artifactType: artifactType, after: after, limit: limit)
    }

    func referrersInTurns(
        of subject: Digest,
        in repository: RepositoryName,
        artifactTypes: [String],
        limit: Int
    ) throws -> [Digest] {
        try store.referrersInTurns(of: subject, in: repository, artifactTypes: artifactTypes, limit: limit)
    }

    func image(_ manifest: Digest, in repository: RepositoryName) throws -> StoredImage? {
        try store.image(manifest, in: repository)
    }

    func images(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [StoredImage] {
        try store.images(in: repository, after: after, limit: limit)
    }

    func visitImages(of chain: LayerChain.ID, _ body: (StoredImage) throws -> VisitOutcome) throws {
        try store.visitImages(of: chain, body)
    }

    func visitChains(above chain: LayerChain.ID, _ body: (LayerChain, StoredImage?) throws -> VisitOutcome) throws {
        try store.visitChains(above: chain, body)
    }

    func lineage(of chain: LayerChain.ID) throws -> [LayerChain] {
        try store.lineage(of: chain)
    }

    func chains(withID chainID: Digest) throws -> [LayerChain] {
        try store.chains(withID: chainID)
    }

    func baseClaims(about image: Digest, in repository: RepositoryName) throws -> [BaseClaim] {
        try store.baseClaims(about: image, in: repository)
    }

    func visitBaseClaims(of base: Digest, _ body: (BaseClaim) throws -> VisitOutcome) throws {
        try store.visitBaseClaims(of: base, body)
    }

    func tag(_ tag: Tag, in repository: RepositoryName) throws -> TagRecord? {
        try store.tag(tag, in: repository)
    }

    func tags(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [TagRecord] {
        try store.tags(in: repository, after: after, limit: limit)
    }

    func tagNames(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [String] {
        try store.tagNames(in: repository, after: after, limit: limit)
    }

    func tags(of digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        try store.tags(of: digest, in: repository)
    }

    func events(in repository: RepositoryName, tag: Tag?, before: Int64?, limit: Int) throws -> [EventRecord] {
        try store.events(in: repository, tag: tag, before: before, limit: limit)
    }

    func tags(everMeaning digest: Digest, in repository: RepositoryName) throws -> [Tag] {
        try store.tags(everMeaning: digest, in: repository)
    }

    func lastEvent(of tag: Tag, in repository: RepositoryName) throws -> EventRecord? {
        try store.lastEvent(of: tag, in: repository)
    }

    func hold(_ id: Int64) throws -> HoldRecord? {
        try store.hold(id)
    }

    func openHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord? {
        try store.openHold(of: tag, in: repository)
    }

    func latestHold(of tag: Tag, in repository: RepositoryName, offering digest: Digest) throws -> HoldRecord? {
        try store.latestHold(of: tag, in: repository, offering: digest)
    }

    func holds(in repository: RepositoryName?, tag: Tag?, states: Set<HoldRecord.State>, before: Int64?, limit: Int)
        throws -> [HoldRecord]
    {
        try store.holds(in: repository, tag: tag, states: states, before: before, limit: limit)
    }

    func comparison(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord? {
        try store.comparison(of: subject)
    }

    func comparisonSummary(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord? {
        try store.comparisonSummary(of: subject)
    }

    func delivery(_ id: Int64) throws -> DeliveryRecord? {
        try store.delivery(id)
    }

    func deliveries(in state: DeliveryRecord.State?, before: Int64?, limit: Int) throws -> [DeliveryRecord] {
        try store.deliveries(in: state, before: before, limit: limit)
    }

    func dueDeliveries(to endpoint: String, at moment: Timestamp, limit: Int) throws -> [DeliveryRecord] {
        try store.dueDeliveries(to: endpoint, at: moment, limit: limit)
    }

    func deliveryCounts() throws -> [DeliveryRecord.State: Int64] {
        try store.deliveryCounts()
    }

    func upstreamCheck(of tag: Tag, in repository: RepositoryName) throws -> UpstreamCheck? {
        try store.upstreamCheck(of: tag, in: repository)
    }

    func upstreamChecks(before moment: Timestamp, limit: Int) throws -> [UpstreamCheck] {
        try store.upstreamChecks(before: moment, limit: limit)
    }

    func token(_ id: String) throws -> TokenRecord? {
        try store.token(id)
    }

    func tokens() throws -> [TokenRecord] {
        try store.tokens()
    }

    func lastUse(ofToken id: String) throws -> Timestamp? {
        try store.lastUse(ofToken: id)
    }

    func lastPull(of digest: Digest, in repository: RepositoryName) throws -> Timestamp? {
        try store.lastPull(of: digest, in: repository)
    }

    func setting(_ key: String) throws -> String? {
        try store.setting(key)
    }

    func corruptions() throws -> [CorruptionRecord] {
        try store.corruptions()
    }

    func pendingHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord? {
        try store.pendingHold(of: tag, in: repository)
    }
}

// MARK: Log

extension AnnouncingWriter {
    func logHead(of repository: RepositoryName) throws -> LogHead? {
        try store.logHead(of: repository)
    }

    func logEntries(of repository: RepositoryName, from index: Int64, limit: Int) throws -> [[UInt8]] {
        try store.logEntries(of: repository, from: index, limit: limit)
    }

    func logTile(_ tile: Int64, level: Int, of repository: RepositoryName) throws -> [UInt8]? {
        try store.logTile(tile, level: level, of: repository)
    }

    func firstSeen(ofSignature identity: Digest, in repository: RepositoryName) throws -> Int64? {
        try store.firstSeen(ofSignature: identity, in: repository)
    }

    func loggedKeys(in repository: RepositoryName) throws -> [LoggedKey] {
        try store.loggedKeys(in: repository)
    }

    func keyDecisions() throws -> [KeyDecision] {
        try store.keyDecisions()
    }

    func trustDocument(_ digest: Digest) throws -> [UInt8]? {
        try store.trustDocument(digest)
    }
}
