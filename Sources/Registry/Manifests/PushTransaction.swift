// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Policy
internal import Storage

/// The judgement of one push and its effects, inside one change of the metadata store.
struct PushTransaction {
    enum Outcome: Sendable {
        /// The tags are set, but for those that wait for signatures; others moved or wait for a person because of the
        /// signatures that came.
        case accepted(pending: [PendingTag], settled: [Tag])
        case refused([TagRefusal])
    }

    let store: any MetadataWriter
    let rules: RuleSet
    let push: ManifestPush
    let manifest: Manifest
    let digest: Digest
    /// What a companion tag meant when the push was found to keep all of it.
    let additions: [Tag: Digest]
    /// What the manifest tells of the place of images among others.
    let ancestry: ManifestAncestry
    let caller: Caller
    let now: Timestamp
    /// Where the manifest comes from.
    var origin = PushOrigin.client
    /// The signatures that it needs, and those that it brings.
    var signatures = ChangeSignatures.none
    /// Who may read what no rule holds: nobody yet, when all that leads to it is held.
    var visibility = ManifestRecord.Visibility.everyone

    func run() throws -> Outcome {
        let records = try push.allTags.map { tag in (tag, try store.tag(tag, in: push.repository)) }
        for (tag, record) in records where !push.precondition.holds(for: record?.digest) {
            throw RegistryError(
                .preconditionFailed,
                "\(push.repository):\(tag) \(record?.digest.map { "means \($0)" } ?? "does not exist"); the push demanded otherwise"
            )
        }
        try requireDigestPrecondition()
        try requireContent()

        let judged = try records.map { tag, record in try judge(tag, record) }
        let isAccepted = judged.allSatisfy(\.verdict.isAccepted)
        // What a rule forbids is not kept: there will be no decision about it.
        if isAccepted || judged.contains(where: { $0.verdict == .hold }) {
            let isAwaited = !judged.isEmpty && judged.allSatisfy(\.verdict.isPending)
            try putManifest(visibility: isAccepted && !isAwaited ? visibility : .held)
        }
        guard isAccepted else { return .refused(try refuse(judged)) }
        var pending: [PendingTag] = []
        for judged in judged {
            switch judged.verdict {
            case .accept: try set(judged)
            case .pending(let needs):
                pending.append(try pend(judged.tag, judged.record, rule: judged.rule.name, needs: needs))
            case .unchanged, .hold, .deny, .unjudged: break
            }
        }
        let intake = SignatureIntake(
            store: store,
            rules: rules,
            repository: push.repository,
            actor: caller.name,
            now: now
        )
        // What nobody may read yet is nobody's signature yet.
        guard try store.manifest(digest, in: push.repository)?.visibility == .everyone else {
            return .accepted(pending: pending, settled: [])
        }
        return .accepted(pending: pending, settled: try intake.take(signatures))
    }

    private func judge(_ tag: Tag, _ record: TagRecord?) throws -> JudgedTag {
        let situation = TagSituation(
            record.map { TagRecordView(current: $0.digest, last: $0.lastDigest) },
            offered: digest,
            isAddition: record?.digest != nil && additions[tag] == record?.digest
        )
        let rule = rules.rule(for: push.repository, tag: tag)
        var verdict = TagVerdict(situation, under: rule, signatures: try signatureState(for: tag, under: rule))
        // What was rejected while it waited for signatures is refused as such, with or without them.
        if !rule.require.isEmpty, verdict == .accept || verdict.isPending,
            try store.latestHold(of: tag, in: push.repository, offering: digest)?.state == .rejected
        {
            verdict = .hold
        }
        return JudgedTag(tag: tag, record: record, rule: rule, verdict: verdict)
    }

    private func signatureState(for tag: Tag, under rule: Rule) throws -> SignatureState {
        guard !rule.require.isEmpty else { return .complete }
        guard let required = signatures.required else { return .unknown }
        let missing = try required.missing(for: tag, under: rule, store)
        return missing.map { .missing($0) } ?? .complete
    }

    /// A push by digest alone is about the manifest itself: it is there, under its digest, or it is not.
    private func requireDigestPrecondition() throws {
        guard push.allTags.isEmpty else { return }
        let isThere = try store.manifest(digest, in: push.repository) != nil
        guard push.precondition.holds(for: isThere ? digest : nil) else {
            throw RegistryError(
                .preconditionFailed,
                "\(push.repository)@\(digest) \(isThere ? "exists" : "does not exist"); the push demanded otherwise"
            )
        }
    }

    /// Throws unless the repository has everything the manifest needs.
    private func requireContent() throws {
        guard origin.needsContent else { return }
        for blob in manifest.blobs where blob.mustBePresent {
            guard try store.blob(blob.digest, in: push.repository) != nil else {
                throw missing("blob \(blob.digest)")
            }
        }
        for child in manifest.manifests where !child.hasURLs {
            guard try store.manifest(child.digest, in: push.repository) != nil else {
                throw missing("manifest \(child.digest)")
            }
        }
    }

    private func missing(_ what: String) -> RegistryError {
        RegistryError(
            .manifestBlobUnknown,
            "\(push.repository) lacks the \(what) that the manifest points to; push it first"
        )
    }

    private func putManifest(visibility: ManifestRecord.Visibility) throws {
        let existing = try store.manifest(digest, in: push.repository)
        // A manifest that was readable, or that a readable one lists, is readable whatever becomes of this push.
        let isReadable = try visibility == .everyone || existing?.visibility == .everyone || isListed()
        try store.putManifest(
            ManifestRecord(
                digest: digest,
                mediaType: mediaType(existing),
                artifactType: manifest.artifactType,
                size: Int64(push.bytes.readableBytes),
                subject: manifest.subject?.digest,
                annotations: manifest.annotations,
                visibility: isReadable ? .everyone : .held,
                pushedBy: existing?.pushedBy ?? caller.name,
                pushedAt: existing?.pushedAt ?? now
            ),
            pointingTo: try needed(manifest.blobs) + needed(manifest.manifests),
            in: push.repository
        )
        try ancestry.record(of: digest, in: push.repository, store)
        guard isReadable else { return }
        try store.makeReadable(manifest.manifests.map(\.digest), in: push.repository)
        guard existing?.visibility == .held else { return }
        try store.makeReadable(try store.followers(of: digest, in: push.repository), in: push.repository)
    }

    /// Tells whether a readable index lists the manifest.
    private func isListed() throws -> Bool {
        try store.parents(of: digest, in: push.repository).contains { parent in
            try store.manifest(parent, in: push.repository)?.visibility == .everyone
        }
    }

    /// What the manifest cannot do without, and what of the rest the repository has: all of it is kept as long as this.
    private func needed(_ descriptors: [Descriptor]) throws -> [Digest] {
        try descriptors.filter { descriptor in
            try descriptor.mustBePresent || store.blob(descriptor.digest, in: push.repository) != nil
                || store.manifest(descriptor.digest, in: push.repository) != nil
        }.map(\.digest)
    }

    /// The type the manifest is served as: the one of its first push, unless that was none that clients know and this is.
    private func mediaType(_ existing: ManifestRecord?) -> MediaType {
        guard let existing else { return manifest.mediaType }
        return existing.mediaType.isWellKnown || !manifest.mediaType.isWellKnown
            ? existing.mediaType : manifest.mediaType
    }

    private func set(_ judged: JudgedTag) throws {
        let reason = "the tag was moved to \(digest)"
        try store.supersedeHolds(of: judged.tag, in: push.repository, by: caller.name, because: reason, at: now)
        _ = try store.append(
            origin.event(for: judged.record),
            of: judged.tag,
            in: push.repository,
            digest: digest,
            previous: judged.record?.digest,
            actor: caller.name,
            reason: origin.reason,
            hold: nil,
            at: now
        )
    }
}

// MARK: Refusal

extension PushTransaction {
    private struct JudgedTag {
        let tag: Tag
        let record: TagRecord?
        let rule: Rule
        let verdict: TagVerdict

        func refusal(_ push: ManifestPush, _ digest: Digest, _ reason: TagRefusal.Reason, hold: Int64? = nil)
            -> TagRefusal
        {
            TagRefusal(
                repository: push.repository,
                tag: tag,
                current: record?.digest,
                offered: digest,
                rule: rule.name,
                reason: reason,
                hold: hold
            )
        }
    }

    /// No tag of the push moves; each that waits for a person gets a hold.
    private func refuse(_ judged: [JudgedTag]) throws -> [TagRefusal] {
        try judged.compactMap { judged in
            var refusal: TagRefusal?
            switch judged.verdict {
            case .hold: refusal = try hold(judged)
            case .deny: refusal = judged.refusal(push, digest, .forbidden)
            case .unjudged(let why): refusal = judged.refusal(push, digest, .unjudged(why))
            case .pending(let needs): refusal = judged.refusal(push, digest, .unsigned(needs))
            case .accept, .unchanged: refusal = nil
            }
            refusal?.occasion = origin.occasion
            return refusal
        }
    }

    private func hold(_ judged: JudgedTag) throws -> TagRefusal {
        let reason = "a newer push offers \(digest)"
        if let open = try store.openHold(of: judged.tag, in: push.repository),
            try open.to == digest || isSameList(as: open)
        {
            // What was pushed in between, and waits for signatures, is not wanted any more.
            try store.supersedePendingHold(
                of: judged.tag,
                in: push.repository,
                by: caller.name,
                because: reason,
                at: now
            )
            return judged.refusal(push, open.to, .held, hold: open.id)
        }
        if let latest = try store.latestHold(of: judged.tag, in: push.repository, offering: digest) {
            if latest.state == .open {
                return judged.refusal(push, digest, .held, hold: latest.id)
            }
            if latest.state == .rejected, let name = latest.decidedBy, let time = latest.decidedAt {
                return judged.refusal(
                    push,
                    digest,
                    .rejected(by: name, at: time, reason: latest.reason),
                    hold: latest.id
                )
            }
        }
        try store.supersedeHolds(
            of: judged.tag,
            in: push.repository,
            by: caller.name,
            because: reason,
            at: now
        )
        let hold = try store.insertHold(
            HoldRecord(
                id: 0,
                repository: push.repository,
                tag: judged.tag,
                from: judged.record?.lastDigest,
                to: digest,
                rule: judged.rule.name,
                offeredBy: caller.name,
                offeredFrom: caller.address,
                offeredAt: now,
                reason: origin.offer
            )
        )
        _ = try store.append(
            .held,
            of: judged.tag,
            in: push.repository,
            digest: digest,
            previous: judged.record?.digest,
            actor: caller.name,
            reason: judged.rule.name + (origin.offer.map { "; \($0)" } ?? ""),
            hold: hold.id,
            at: now
        )
        return judged.refusal(push, digest, .held, hold: hold.id)
    }

    /// Tells whether a push offers the images of a held index in an index of another kind.
    ///
    /// That is what clients do when an index is refused: they try again with the other format. The hold stays about what
    /// was pushed first.
    private func isSameList(as hold: HoldRecord) throws -> Bool {
        guard hold.offeredBy == caller.name, manifest.mediaType.isIndex,
            let held = try store.manifest(hold.to, in: push.repository), held.mediaType.isIndex,
            held.mediaType != manifest.mediaType
        else { return false }
        return try Set(store.children(of: hold.to, in: push.repository)) == Set(manifest.manifests.map(\.digest))
    }
}

extension TagVerdict {
    fileprivate var isPending: Bool {
        guard case .pending = self else { return false }
        return true
    }

    /// Tells whether nobody has to be refused: the tag is as it should be, moves, or waits for signatures.
    fileprivate var isAccepted: Bool { self == .unchanged || self == .accept || isPending }
}
