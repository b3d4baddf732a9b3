// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension AnnouncingWriter {
    func putBlob(_ blob: BlobRecord, in repository: RepositoryName) throws {
        try store.putBlob(blob, in: repository)
    }

    func removeBlob(_ digest: Digest, in repository: RepositoryName) throws -> Bool {
        try store.removeBlob(digest, in: repository)
    }

    func putManifest(_ manifest: ManifestRecord, pointingTo: [Digest], in repository: RepositoryName) throws {
        try store.putManifest(manifest, pointingTo: pointingTo, in: repository)
    }

    func removeManifest(_ digest: Digest, in repository: RepositoryName) throws -> Bool {
        try store.removeManifest(digest, in: repository)
    }

    func putImage(_ image: ImageRecord, of manifest: Digest, in repository: RepositoryName) throws {
        try store.putImage(image, of: manifest, in: repository)
    }

    func putBaseClaims(_ claims: [BaseClaim], of manifest: Digest, in repository: RepositoryName) throws {
        try store.putBaseClaims(claims, of: manifest, in: repository)
    }

    func insertHold(_ hold: HoldRecord) throws -> HoldRecord {
        try store.insertHold(hold)
    }

    func updateHold(_ hold: HoldRecord) throws {
        try store.updateHold(hold)
    }

    func putComparison(_ comparison: ComparisonRecord) throws {
        try store.putComparison(comparison)
    }

    func insertDelivery(_ delivery: DeliveryRecord) throws -> DeliveryRecord {
        try store.insertDelivery(delivery)
    }

    func updateDelivery(_ delivery: DeliveryRecord) throws {
        try store.updateDelivery(delivery)
    }

    func removeDelivery(_ id: Int64) throws -> Bool {
        try store.removeDelivery(id)
    }

    func putUpstreamCheck(_ check: UpstreamCheck) throws {
        try store.putUpstreamCheck(check)
    }

    func putToken(_ token: TokenRecord) throws {
        try store.putToken(token)
    }

    func recordUses(ofTokens uses: [String: Timestamp]) throws {
        try store.recordUses(ofTokens: uses)
    }

    func recordPull(of digest: Digest, in repository: RepositoryName, at time: Timestamp) throws {
        try store.recordPull(of: digest, in: repository, at: time)
    }

    func putSetting(_ key: String, _ value: String) throws {
        try store.putSetting(key, value)
    }

    func putLogEntry(_ entry: [UInt8], at index: Int64, of repository: RepositoryName) throws {
        try store.putLogEntry(entry, at: index, of: repository)
    }

    func appendLogHash(_ hash: [UInt8], toTile tile: Int64, level: Int, of repository: RepositoryName) throws {
        try store.appendLogHash(hash, toTile: tile, level: level, of: repository)
    }

    func putLogHead(_ head: LogHead, of repository: RepositoryName) throws {
        try store.putLogHead(head, of: repository)
    }

    func putSignature(_ identity: Digest, firstSeen index: Int64, in repository: RepositoryName) throws {
        try store.putSignature(identity, firstSeen: index, in: repository)
    }

    func putLoggedKey(_ key: LoggedKey, in repository: RepositoryName) throws {
        try store.putLoggedKey(key, in: repository)
    }

    func putKeyDecision(_ decision: KeyDecision) throws {
        try store.putKeyDecision(decision)
    }

    func putTrustDocument(_ document: [UInt8], as digest: Digest) throws {
        try store.putTrustDocument(document, as: digest)
    }
}
