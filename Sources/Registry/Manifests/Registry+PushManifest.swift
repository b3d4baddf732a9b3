// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// Takes a manifest and sets its tags, or holds the change, by the rules.
    ///
    /// The bytes are durable before the rules are asked; the rules are asked and the tags set in one change.
    /// - Throws: ``RegistryError``: `rightMissing`, `digestInvalid`, `manifestInvalid`, `manifestBlobUnknown`,
    ///   `preconditionFailed`, or `tagRefused` with the refusal. In the last case the manifest is kept for the decision.
    public func putManifest(_ push: ManifestPush, by caller: Caller) async throws -> ManifestReceipt {
        try caller.require(.push, in: push.repository)
        try requireOwn(push.repository)
        let (manifest, digest) = try parse(push)
        let additions = try await additions(to: push, manifest)
        // Read while the disk is busy with the manifest.
        async let ancestry = ancestry(of: manifest, digest, in: push.repository)
        try await blobs.put(push.bytes, as: digest)
        try await healed(digest)

        let moment = now()
        let known = await ancestry
        let outcome = try await judged(from: caller.address) { policy in
            try await signatures(ofSetting: push.allTags, to: digest, manifest, in: push.repository, under: policy)
        } change: { store, policy, signatures in
            try signatures.requireCurrent(store)
            return try PushTransaction(
                store: store,
                rules: policy.rules,
                push: push,
                manifest: manifest,
                digest: digest,
                additions: additions,
                ancestry: known,
                caller: caller,
                now: moment,
                origin: push.origin,
                signatures: signatures
            ).run()
        }
        cache.drop([digest] + manifest.manifests.map(\.digest), in: push.repository)
        cache.drop(push.allTags, in: push.repository)
        switch outcome {
        case .accepted(let pending, let settled):
            noteSettled(settled, in: push.repository)
            let waiting = Set(pending.map(\.tag))
            return ManifestReceipt(
                digest: digest,
                subject: manifest.subject?.digest,
                tags: push.allTags.filter { !waiting.contains($0) },
                pending: pending
            )
        case .refused(let refusals):
            comparisons.bell.ring()
            throw RegistryError(refusals)
        }
    }

    private func parse(_ push: ManifestPush) throws -> (Manifest, Digest) {
        let digest: Digest
        switch push.reference {
        case .tag:
            digest = Digest(of: push.bytes)
        case .digest(let claimed):
            digest = Digest(of: push.bytes, algorithm: claimed.algorithm)
            guard digest == claimed else {
                throw RegistryError(
                    .digestInvalid,
                    "the manifest hashes to \(digest), not to \(claimed); nothing was stored"
                )
            }
        }
        let manifest: Manifest
        do throws(ManifestError) {
            manifest = try Manifest(Array(push.bytes.readableBytesView), declared: push.mediaType)
        } catch {
            throw RegistryError(.manifestInvalid, "\(error); nothing was stored")
        }
        try requirePlain(manifest.mediaType.rawValue, "media type")
        try requirePlain(manifest.artifactType ?? "", "artifact type")
        return (manifest, digest)
    }

    /// Throws for a type that could not be stored or sent in a header as it is.
    func requirePlain(_ type: String, _ what: String) throws {
        guard type.utf8.count <= 255, type.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw RegistryError(
                .manifestInvalid,
                "the \(what) must be at most 255 printable ASCII characters without blanks; nothing was stored"
            )
        }
    }

    /// For each companion tag of a push that only adds to what the tag has: what the tag had when that was found out.
    func additions(to push: ManifestPush, _ manifest: Manifest) async throws -> [Tag: Digest] {
        var additions: [Tag: Digest] = [:]
        for tag in push.allTags where CompanionTag(tag) != nil {
            guard let current = try await metadata.read({ try $0.tag(tag, in: push.repository)?.digest }),
                let record = try await metadata.read({ try $0.manifest(current, in: push.repository) }),
                let bytes = try await blobs.bytes(of: current, limit: Manifest.maximumSize),
                Digest(of: bytes, algorithm: current.algorithm) == current
            else { continue }
            // What cannot be read cannot be shown to be kept: then the push is judged as a change.
            guard let earlier = try? Manifest(Array(bytes.readableBytesView), declared: record.mediaType) else {
                continue
            }
            if manifest.keepsEverything(of: earlier) { additions[tag] = current }
        }
        return additions
    }
}
