// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What can be asked inside a read or a change.
///
/// Lists are ordered and bounded by the caller.
public protocol MetadataReader {
    // MARK: Repositories

    /// Tells whether anything was ever stored in a repository.
    func hasRepository(_ repository: RepositoryName) throws -> Bool
    /// Lists repositories by name, after one.
    func repositories(after: RepositoryName?, limit: Int) throws -> [RepositorySummary]

    // MARK: Blobs

    /// Tells whether a repository has a blob.
    func blob(_ digest: Digest, in repository: RepositoryName) throws -> BlobRecord?
    /// Lists the blobs of a repository by digest.
    func blobs(in repository: RepositoryName) throws -> [BlobRecord]
    /// Lists the repositories that have a blob or a manifest of this digest.
    func repositories(holding digest: Digest) throws -> [RepositoryName]
    /// Lists the blobs of a repository that no manifest in it points to, linked before a moment.
    func unreferencedBlobs(in repository: RepositoryName, linkedBefore moment: Timestamp) throws -> [BlobRecord]

    // MARK: Manifests

    /// Finds a manifest.
    func manifest(_ digest: Digest, in repository: RepositoryName) throws -> ManifestRecord?
    /// Lists the manifests of a repository by digest, after one.
    func manifests(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [ManifestRecord]
    /// Lists the manifests that point to a blob or manifest, as config, layer or child.
    func parents(of digest: Digest, in repository: RepositoryName) throws -> [Digest]
    /// Lists what a manifest points to, as config, layer or child.
    func children(of digest: Digest, in repository: RepositoryName) throws -> [Digest]
    /// Lists the visible manifests whose subject is a digest, by digest, after one.
    func referrers(
        of subject: Digest,
        in repository: RepositoryName,
        artifactType: String?,
        after: Digest?,
        limit: Int
    ) throws -> [ManifestRecord]
    /// Lists the visible manifests of some types whose subject is a digest, so that many of one do not hide those of
    /// others.
    ///
    /// Everyone who pushed some has a turn after the other, each with the oldest of theirs first.
    func referrersInTurns(
        of subject: Digest,
        in repository: RepositoryName,
        artifactTypes: [String],
        limit: Int
    ) throws -> [Digest]
    /// Lists the manifests that refer to a manifest and are held, by their digests.
    func heldReferrers(of subject: Digest, in repository: RepositoryName) throws -> [Digest]

    // MARK: Images and what they are built on

    /// Finds an image by its manifest.
    func image(_ manifest: Digest, in repository: RepositoryName) throws -> StoredImage?
    /// Lists the images of a repository by their manifests' digests, after one.
    func images(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [StoredImage]
    /// Visits the images whose layers are exactly a chain, in no order.
    ///
    /// The body of this and the other visits may ask the store for anything but a visit of the same kind.
    func visitImages(of chain: LayerChain.ID, _ body: (StoredImage) throws -> VisitOutcome) throws
    /// Visits the chains that lie on a chain, without itself, those with fewer layers first.
    ///
    /// A chain comes once for each image whose layers it is, or once with nil. Cost is linear in what is visited.
    func visitChains(above chain: LayerChain.ID, _ body: (LayerChain, StoredImage?) throws -> VisitOutcome) throws
    /// Lists a chain and those it lies on, down to the lowest layer.
    func lineage(of chain: LayerChain.ID) throws -> [LayerChain]
    /// Lists the chains with a ChainID; more than one only if somebody claims layers that do not exist.
    ///
    /// Images have one, and so has what they share up to where they part; the way in between has none.
    func chains(withID chainID: Digest) throws -> [LayerChain]
    /// Lists what is said of an image's base, ordered by the manifest that says it, the evidence and the base.
    func baseClaims(about image: Digest, in repository: RepositoryName) throws -> [BaseClaim]
    /// Visits the claims that name a base by its digest, in no order.
    func visitBaseClaims(of base: Digest, _ body: (BaseClaim) throws -> VisitOutcome) throws

    // MARK: Tags

    /// Finds a tag, deleted ones included.
    func tag(_ tag: Tag, in repository: RepositoryName) throws -> TagRecord?
    /// Lists the tags that exist by their bytes, after one.
    func tags(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [TagRecord]
    /// Lists the names of the tags that exist by their bytes, after one; much cheaper than their records.
    func tagNames(in repository: RepositoryName, after: Tag?, limit: Int) throws -> [String]
    /// Lists the tags that mean a manifest.
    func tags(of digest: Digest, in repository: RepositoryName) throws -> [Tag]

    // MARK: History

    /// Lists events newest first.
    ///
    /// - Parameters:
    ///   - repository: The repository; one that is not known has no events.
    ///   - tag: Only events of this tag; nil for all.
    ///   - before: Only events with a smaller index; nil starts at the newest.
    ///   - limit: The most events to list.
    /// - Returns: The events; fewer than `limit` when there are no more.
    /// - Throws: The store's own error when it cannot be read.
    func events(in repository: RepositoryName, tag: Tag?, before: Int64?, limit: Int) throws -> [EventRecord]
    /// Lists the tags that mean a manifest or ever meant it, by their bytes.
    func tags(everMeaning digest: Digest, in repository: RepositoryName) throws -> [Tag]
    /// Finds the newest event of a tag.
    func lastEvent(of tag: Tag, in repository: RepositoryName) throws -> EventRecord?

    // MARK: Log

    /// Finds where a repository's log stands; nil before its first entry.
    func logHead(of repository: RepositoryName) throws -> LogHead?
    /// Lists the bytes of entries of a repository's log from an index on, oldest first.
    func logEntries(of repository: RepositoryName, from index: Int64, limit: Int) throws -> [[UInt8]]
    /// Finds the hashes of a tile of a repository's log, as far as it is filled; nil before its first hash.
    func logTile(_ tile: Int64, level: Int, of repository: RepositoryName) throws -> [UInt8]?
    /// Finds the index of the event by which a signature was first seen in a repository.
    func firstSeen(ofSignature identity: Digest, in repository: RepositoryName) throws -> Int64?
    /// Lists how keys stand in a repository, by their fingerprints.
    func loggedKeys(in repository: RepositoryName) throws -> [LoggedKey]
    /// Lists what was decided about keys for the whole registry, by their fingerprints.
    func keyDecisions() throws -> [KeyDecision]
    /// Finds a trust document by its SHA-256.
    func trustDocument(_ digest: Digest) throws -> [UInt8]?

    // MARK: Holds

    /// Finds a hold by its number.
    func hold(_ id: Int64) throws -> HoldRecord?
    /// Finds the open hold of a tag; there is at most one.
    func openHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord?
    /// Finds the push of a tag that waits for signatures; there is at most one.
    func pendingHold(of tag: Tag, in repository: RepositoryName) throws -> HoldRecord?
    /// Finds the latest hold of a tag that offered a digest.
    func latestHold(of tag: Tag, in repository: RepositoryName, offering digest: Digest) throws -> HoldRecord?
    /// Lists holds, newest first.
    func holds(
        in repository: RepositoryName?,
        tag: Tag?,
        states: Set<HoldRecord.State>,
        before: Int64?,
        limit: Int
    ) throws -> [HoldRecord]

    // MARK: Comparisons

    /// Finds what a comparison came to.
    func comparison(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord?
    /// Finds what a comparison came to, without its document.
    func comparisonSummary(of subject: ComparisonRecord.Subject) throws -> ComparisonRecord?

    // MARK: Deliveries

    /// Finds a delivery by its number.
    func delivery(_ id: Int64) throws -> DeliveryRecord?
    /// Lists deliveries, newest first.
    func deliveries(in state: DeliveryRecord.State?, before: Int64?, limit: Int) throws -> [DeliveryRecord]
    /// Lists the waiting deliveries to an endpoint whose time has come, those due longest first.
    func dueDeliveries(to endpoint: String, at moment: Timestamp, limit: Int) throws -> [DeliveryRecord]
    /// Counts the deliveries by where they stand; a state without any is left out.
    func deliveryCounts() throws -> [DeliveryRecord.State: Int64]

    // MARK: Upstreams

    /// Finds what an upstream said last about a tag.
    func upstreamCheck(of tag: Tag, in repository: RepositoryName) throws -> UpstreamCheck?
    /// Lists what upstreams said before a moment about tags that exist, what is oldest first.
    func upstreamChecks(before moment: Timestamp, limit: Int) throws -> [UpstreamCheck]

    // MARK: The rest

    /// Finds a token.
    func token(_ id: String) throws -> TokenRecord?
    /// Lists all tokens, oldest first.
    func tokens() throws -> [TokenRecord]
    /// Tells when a token was last used, if ever.
    func lastUse(ofToken id: String) throws -> Timestamp?
    /// Tells when a manifest was last pulled, if ever.
    func lastPull(of digest: Digest, in repository: RepositoryName) throws -> Timestamp?
    /// Reads a setting.
    func setting(_ key: String) throws -> String?
    /// Lists what was found corrupt, newest first.
    func corruptions() throws -> [CorruptionRecord]
}
