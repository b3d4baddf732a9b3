// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Policy
internal import Storage

/// The judgement of one rollback and its effects, inside one change of the metadata store.
struct RollbackTransaction {
    /// Whether all that an image needs must be here.
    enum Completeness {
        case whole
        /// In a repository of an upstream, what a manifest points to is fetched when it is pulled.
        case manifest
    }

    let store: any MetadataWriter
    let rules: RuleSet
    let rollback: Rollback
    let reason: String
    let completeness: Completeness
    let caller: Caller
    let now: Timestamp
    /// The signatures of what the tag is to mean, where its rule requires some, and those that it brings.
    let signatures: ChangeSignatures

    private var repository: RepositoryName { rollback.repository }
    private var tag: Tag { rollback.tag }
    private var name: String { "\(repository):\(tag)" }

    /// Sets the tag at once, for someone who may approve: an incident cannot wait for a decision about itself.
    ///
    /// - Parameter found: What the tag is to mean, as found, and found sound, before the change began.
    /// - Returns: What became of it.
    /// - Throws: ``RegistryError`` with `conflict` when a rule denies it, something moved in the meantime, or content is
    ///   gone.
    func restore(found: Digest) throws -> Outcome {
        let (record, digest) = try store.goal(of: rollback)
        guard digest == found else { throw moved }
        guard record.digest != digest else { return .done(result(record, digest, nil), settled: []) }
        let rule = rules.rule(for: repository, tag: tag)
        try requireSignatures(of: digest, under: rule)
        let isSame = record.digest == nil && record.lastDigest == digest
        guard (isSame ? rule.create : rule.change) != .deny else {
            throw RegistryError(.conflict, "\(name) stays: \(rule.name) allows no change, not even back to \(digest)")
        }
        try requireContent(of: digest)
        try store.makeReadable([digest], in: repository)
        try store.supersedeHolds(
            of: tag,
            in: repository,
            by: caller.name,
            because: "the tag was rolled back to \(digest)",
            at: now
        )
        let event = try store.append(
            .restored,
            of: tag,
            in: repository,
            digest: digest,
            previous: record.digest,
            actor: caller.name,
            reason: reason,
            hold: nil,
            at: now
        )
        let intake = SignatureIntake(
            store: store,
            rules: rules,
            repository: repository,
            actor: caller.name,
            now: now
        )
        return .done(result(record, digest, event.index), settled: try intake.take(signatures))
    }

    /// Throws unless what the tag is to mean again carries what its rule requires today.
    private func requireSignatures(of digest: Digest, under rule: Rule) throws {
        guard !rule.require.isEmpty else { return }
        guard let required = signatures.required else { throw moved }
        guard let missing = try required.missing(for: tag, under: rule, store) else { return }
        throw RegistryError(.conflict, "\(name) stays: \(digest) \(missing); sign it first")
    }

    enum Outcome: Sendable {
        /// The tag is as it was wished; others moved or wait for a person because of the signatures that came back.
        case done(RollbackResult, settled: [Tag])
        case refused([TagRefusal])
    }

    /// Judges it as a push of what the tag meant, for someone who may push and not approve.
    ///
    /// - Parameters:
    ///   - item: What the tag meant, as found before the change began; nil when its manifest is not stored.
    ///   - found: Its digest.
    /// - Returns: What became of it; a refusal may have made a hold, so that it is no error here.
    /// - Throws: ``RegistryError`` with `conflict` when something moved in the meantime, or content is gone.
    func offer(_ item: PromotionBaggage.Item?, found: Digest) throws -> Outcome {
        let (record, digest) = try store.goal(of: rollback)
        guard digest == found else { throw moved }
        guard record.digest != digest else { return .done(result(record, digest, nil), settled: []) }
        try requireContent(of: digest)
        guard let item else { throw missing(digest, of: digest) }
        let outcome = try PushTransaction(
            store: store,
            rules: rules,
            push: ManifestPush(
                repository: repository,
                reference: .tag(tag),
                bytes: ByteBuffer(bytes: item.manifest.bytes),
                mediaType: item.manifest.mediaType
            ),
            manifest: item.manifest,
            digest: digest,
            additions: [:],
            ancestry: item.ancestry,
            caller: caller,
            now: now,
            origin: .rollback(reason: reason),
            signatures: signatures
        ).run()
        switch outcome {
        case .accepted(let pending, let settled):
            if let waiting = pending.first {
                throw RegistryError(.conflict, "\(name) stays: \(digest) \(waiting.needs); sign it first")
            }
            let event = try store.lastEvent(of: tag, in: repository)
            return .done(result(record, digest, event?.index), settled: settled)
        case .refused(let refusals): return .refused(refusals)
        }
    }

    private var moved: RegistryError {
        RegistryError(.conflict, "\(name) moved while it was being rolled back; nothing was; try again")
    }

    /// Throws unless what the tag would need is there: it must not move to an image with a hole in it.
    private func requireContent(of digest: Digest) throws {
        switch completeness {
        case .whole:
            guard let lacking = try store.firstMissing(of: digest, in: repository) else { return }
            throw missing(lacking, of: digest)
        case .manifest:
            guard try store.manifest(digest, in: repository) == nil else { return }
            throw missing(digest, of: digest)
        }
    }

    private func missing(_ lacking: Digest, of digest: Digest) -> RegistryError {
        RegistryError(
            .conflict,
            lacking == digest
                ? "\(repository)@\(digest) is no longer stored, so \(name) cannot mean it again; push it again"
                : "\(repository)@\(lacking) is no longer stored, and \(digest) needs it; push it again"
        )
    }

    private func result(_ record: TagRecord, _ digest: Digest, _ index: Int64?) -> RollbackResult {
        RollbackResult(
            repository: repository,
            tag: tag,
            digest: digest,
            previous: record.digest,
            outcome: index == nil ? .unchanged : .restored,
            index: index
        )
    }
}
