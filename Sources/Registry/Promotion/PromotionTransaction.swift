// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

/// The judgement of one promotion and its effects, inside one change of the metadata store.
///
/// No bytes move: the store keeps them once, whichever repositories have them.
struct PromotionTransaction {
    let store: any MetadataWriter
    let rules: RuleSet
    let promotion: Promotion
    let tag: Tag
    let baggage: PromotionBaggage
    let origin: PushOrigin
    let caller: Caller
    let now: Timestamp
    /// The signatures that the target has, and those that come along.
    let signatures: PromotionSignatures

    private var source: RepositoryName { promotion.source.repository }
    private var target: RepositoryName { promotion.target.repository }

    /// Carries the promotion out.
    ///
    /// - Throws: ``MissingContent`` for a blob that is not here; ``RegistryError`` with `tagRefused` when a rule refuses
    ///   the change for good, and nothing is kept; `conflict` when something moved in the meantime.
    func run() throws -> PromotionResult {
        try requireUnmoved()
        try signatures.requireCurrent(store)
        let image = partsOfRoot()
        for item in baggage.items where image.contains(item.digest) && item.digest != baggage.root {
            // What the image lists is readable once the image is, and no sooner.
            _ = try take(item, visibility: .held)
        }
        // A signer's list of signatures is taken under its tag, if the rules let it be.
        let lists = Set(baggage.companions.map(\.digest)).subtracting(baggage.referrers)
        let rest = baggage.items.filter { !image.contains($0.digest) && !lists.contains($0.digest) }
        // What the rules do not let in does not count for the tag: so signatures come before it.
        var brought = Brought()
        for item in rest where isSignature(item) { brought.settled += try take(item, visibility: .everyone) }
        for companion in baggage.companions where isSignature(companion) { try take(companion, into: &brought) }
        var result = try setTag()
        for item in rest where !isSignature(item) {
            brought.settled += try take(item, visibility: try visibility(of: item))
        }
        for companion in baggage.companions where !isSignature(companion) { try take(companion, into: &brought) }
        result.companions += brought.companions
        result.notes += brought.notes
        result.settled += brought.settled
        return result
    }

    /// What became of what comes along.
    private struct Brought {
        var companions: [Tag] = []
        var notes: [String] = []
        /// The tags that moved, or wait for a person, because signatures came.
        var settled: [Tag] = []
    }

    private func take(_ companion: PromotionBaggage.Companion, into brought: inout Brought) throws {
        guard let item = baggage.item(companion.digest) else { return }
        let current = try store.tag(companion.tag, in: target)?.digest
        guard current == nil || current == item.digest || current == companion.addsTo else {
            brought.notes.append("\(companion.tag) was left behind: \(target) has something else under it by now")
            return
        }
        try takeBlobs(of: item)
        let additions = companion.addsTo.map { [companion.tag: $0] } ?? [:]
        switch try push(item, tags: [companion.tag], additions: additions) {
        case .accepted(_, let settled):
            brought.companions.append(companion.tag)
            brought.settled += settled
        case .refused(let refusals): brought.notes += refusals.map { $0.message(decideAt: nil) }
        }
    }

    private func setTag() throws -> PromotionResult {
        guard let root = baggage.item(baggage.root) else { throw MissingContent(digest: baggage.root) }
        let previous = try store.tag(tag, in: target)?.digest
        try takeBlobs(of: root)
        var named = promotion.target
        named.tag = tag
        var result = PromotionResult(
            source: promotion.source,
            target: named,
            digest: root.digest,
            previous: previous,
            outcome: previous == root.digest ? .unchanged : .promoted,
            hold: nil,
            referrers: baggage.referrers.count,
            companions: [],
            notes: baggage.notes
        )
        switch try push(root, tags: [tag]) {
        case .accepted(let pending, let settled):
            result.settled += settled
            if let waiting = pending.first {
                result.outcome = .held
                result.hold = waiting.hold
                result.notes.append("\(tag) waits for signatures: \(waiting.needs)")
            }
        case .refused(let refusals):
            // What a rule forbids leaves nothing behind; all of the change is undone by this error.
            guard refusals.allSatisfy({ $0.reason == .held }) else { throw RegistryError(refusals) }
            result.outcome = .held
            result.hold = refusals.first?.hold
        }
        return result
    }

    /// Takes a manifest that comes along over, under its digest; gives the tags that waited for the signatures in it.
    private func take(_ item: PromotionBaggage.Item, visibility: ManifestRecord.Visibility) throws -> [Tag] {
        try takeBlobs(of: item)
        guard source != target, case .accepted(_, let settled) = try push(item, tags: [], visibility: visibility) else {
            return []
        }
        return settled
    }

    /// Tells whether something that comes along is a signature, which is readable, as one that is pushed: what it signs may
    /// wait for it, or for another one beside it.
    private func isSignature(_ item: PromotionBaggage.Item) -> Bool {
        signatures.arriving[item.digest]?.signatures.contains(where: \.signature.isSignature) ?? false
    }

    private func isSignature(_ companion: PromotionBaggage.Companion) -> Bool {
        CompanionTag(companion.tag)?.kind == .signature
    }

    /// Who may read something else that comes along: whoever may read what it refers to.
    ///
    /// What an index lists becomes readable with the index.
    private func visibility(of item: PromotionBaggage.Item) throws -> ManifestRecord.Visibility {
        guard let subject = item.manifest.subject?.digest else { return .held }
        return try store.manifest(subject, in: target)?.visibility ?? .held
    }

    /// Throws when what was looked at outside of the change is not so any more, or is not for the caller to see.
    private func requireUnmoved() throws {
        if let tag = promotion.source.tag, try store.tag(tag, in: source)?.digest != baggage.root {
            throw RegistryError(.conflict, "\(source):\(tag) moved while it was being promoted; nothing was; try again")
        }
        var readership = Readership(store, caller)
        for item in baggage.items {
            guard let record = try store.manifest(item.digest, in: source) else {
                throw MissingContent(digest: item.digest)
            }
            guard try readership.admits(record, in: source) else { throw Registry.held(item.digest, in: source) }
        }
    }

    /// The root and everything it lists, directly or through others.
    private func partsOfRoot() -> Set<Digest> {
        var found: Set<Digest> = []
        var waiting = [baggage.root]
        while let digest = waiting.popLast() {
            guard found.insert(digest).inserted else { continue }
            waiting += baggage.item(digest)?.manifest.manifests.map(\.digest) ?? []
        }
        return found
    }

    /// Takes over what the repository lacks of a manifest's blobs, by their records.
    private func takeBlobs(of item: PromotionBaggage.Item) throws {
        for blob in item.manifest.blobs where try store.blob(blob.digest, in: target) == nil {
            guard let record = try store.blob(blob.digest, in: source) else {
                guard blob.mustBePresent else { continue }
                throw MissingContent(digest: blob.digest)
            }
            try store.putBlob(BlobRecord(digest: record.digest, size: record.size, linkedAt: now), in: target)
        }
    }

    private func push(
        _ item: PromotionBaggage.Item,
        tags: [Tag],
        additions: [Tag: Digest] = [:],
        visibility: ManifestRecord.Visibility = .everyone
    ) throws -> PushTransaction.Outcome {
        try PushTransaction(
            store: store,
            rules: rules,
            push: ManifestPush(
                repository: target,
                reference: .digest(item.digest),
                tags: tags,
                bytes: ByteBuffer(bytes: item.manifest.bytes),
                mediaType: item.manifest.mediaType
            ),
            manifest: item.manifest,
            digest: item.digest,
            additions: additions,
            ancestry: item.ancestry,
            caller: caller,
            now: now,
            origin: origin,
            signatures: signatures.of(item.digest),
            visibility: visibility
        ).run()
    }
}
