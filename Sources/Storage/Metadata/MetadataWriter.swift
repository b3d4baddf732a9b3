// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What can be done inside a change.
///
/// All of it is undone when the change throws.
public protocol MetadataWriter: MetadataReader {
    /// Records that a repository has a blob; recording it again renews its time.
    func putBlob(_ blob: BlobRecord, in repository: RepositoryName) throws
    /// Forgets that a repository has a blob; tells whether it did.
    func removeBlob(_ digest: Digest, in repository: RepositoryName) throws -> Bool

    /// Records a manifest and what it points to; the record of one that exists is replaced.
    func putManifest(_ manifest: ManifestRecord, pointingTo: [Digest], in repository: RepositoryName) throws
    /// Forgets a manifest with what it points to, its image and the claims it makes; tells whether it did.
    func removeManifest(_ digest: Digest, in repository: RepositoryName) throws -> Bool

    /// Records the image that a recorded manifest describes; the record of one that exists is replaced.
    ///
    /// Cost grows with the number of layers; the caller bounds it.
    func putImage(_ image: ImageRecord, of manifest: Digest, in repository: RepositoryName) throws
    /// Records what a recorded manifest says of the bases of images, instead of all it said before.
    ///
    /// The claims name that manifest and repository.
    func putBaseClaims(_ claims: [BaseClaim], of manifest: Digest, in repository: RepositoryName) throws

    /// Appends an event to a repository's history and gives it back with its index and time.
    ///
    /// The tag's record is changed with it when the event sets or deletes the tag. The time given is moved forward when
    /// needed to stay strictly increasing per tag. An event that sets or deletes names its tag and a digest.
    func append(_ event: NewEvent, in repository: RepositoryName) throws -> EventRecord

    // MARK: Log

    /// Keeps the bytes of an entry of a repository's log; each index is written once, and never again.
    func putLogEntry(_ entry: [UInt8], at index: Int64, of repository: RepositoryName) throws
    /// Appends a hash of 32 bytes to a tile of a repository's log.
    func appendLogHash(_ hash: [UInt8], toTile tile: Int64, level: Int, of repository: RepositoryName) throws
    /// Records where a repository's log stands.
    func putLogHead(_ head: LogHead, of repository: RepositoryName) throws
    /// Records that a signature was first seen by an event; one that is known keeps its first.
    func putSignature(_ identity: Digest, firstSeen index: Int64, in repository: RepositoryName) throws
    /// Records how a key stands in a repository.
    func putLoggedKey(_ key: LoggedKey, in repository: RepositoryName) throws
    /// Records what was decided about a key for the whole registry.
    func putKeyDecision(_ decision: KeyDecision) throws
    /// Keeps a trust document under its SHA-256.
    func putTrustDocument(_ document: [UInt8], as digest: Digest) throws

    /// Records a new hold and gives it back with its number; `id` is ignored.
    func insertHold(_ hold: HoldRecord) throws -> HoldRecord
    /// Replaces the record of a hold.
    func updateHold(_ hold: HoldRecord) throws

    /// Records what a comparison came to, or replaces its record.
    func putComparison(_ comparison: ComparisonRecord) throws

    /// Records a new delivery and gives it back with its number; `id` is ignored.
    func insertDelivery(_ delivery: DeliveryRecord) throws -> DeliveryRecord
    /// Records how a delivery stands; what it says and to whom never changes.
    func updateDelivery(_ delivery: DeliveryRecord) throws
    /// Forgets a delivery; tells whether it was known.
    func removeDelivery(_ id: Int64) throws -> Bool

    /// Records what an upstream said about a tag, instead of what it said before.
    func putUpstreamCheck(_ check: UpstreamCheck) throws

    /// Records a token, or replaces its record.
    func putToken(_ token: TokenRecord) throws
    /// Records when tokens were last used.
    func recordUses(ofTokens uses: [String: Timestamp]) throws
    /// Records when a manifest was last pulled.
    func recordPull(of digest: Digest, in repository: RepositoryName, at time: Timestamp) throws
    /// Writes a setting.
    func putSetting(_ key: String, _ value: String) throws
    /// Records a finding of corruption, or that it healed.
    func putCorruption(_ corruption: CorruptionRecord) throws
}

extension MetadataWriter {
    /// Appends an event about a tag.
    public func append(
        _ kind: EventRecord.Kind,
        of tag: Tag,
        in repository: RepositoryName,
        digest: Digest,
        previous: Digest?,
        actor: String,
        reason: String?,
        hold: Int64?,
        at time: Timestamp
    ) throws -> EventRecord {
        try append(
            NewEvent(
                kind,
                of: tag,
                digest: digest,
                previous: previous,
                actor: actor,
                reason: reason,
                hold: hold,
                at: time
            ),
            in: repository
        )
    }
}
