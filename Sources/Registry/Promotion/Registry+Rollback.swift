// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Synchronization

extension Registry {
    /// Lets a tag mean again what it meant before.
    ///
    /// Who may approve does so at once; who may only push has it judged like a push. Nobody needs the bytes.
    ///
    /// - Parameters:
    ///   - rollback: The tag, and what it is to mean.
    ///   - caller: Who asks; needs the right to approve or to push.
    /// - Returns: What became of it.
    /// - Throws: ``RegistryError``: `rightMissing`, `readOnly`, `requestInvalid` without a reason, `repositoryUnknown`,
    ///   `manifestUnknown`;
    ///   `conflict` when the tag never meant that, a rule denies changes, or the content is gone or damaged; `tagRefused` when a
    ///   pusher's rollback is held or refused.
    public func rollBack(_ rollback: Rollback, by caller: Caller) async throws -> RollbackResult {
        let repository = rollback.repository
        try caller.require(.pull, in: repository)
        let mayApprove = caller.may(.approve, in: repository)
        if !mayApprove {
            // Who may do neither is told of the right that is enough for every rollback.
            if !caller.may(.push, in: repository) { try caller.require(.approve, in: repository) }
            try requireOwn(repository)
        }
        guard let reason = try DecisionReason(rollback.reason).text else {
            throw RegistryError(
                .requestInvalid,
                "say why \(repository):\(rollback.tag) goes back; history keeps the reason"
            )
        }
        try await requireOneName(repository)
        let moment = now()
        let completeness: RollbackTransaction.Completeness = upstreams.place(of: repository) == nil ? .whole : .manifest
        let outcome = try await judged(from: caller.address) { policy in
            try await prepare(rollback, completeness, under: policy, by: caller)
        } change: { store, policy, prepared in
            try prepared.signatures.requireCurrent(store)
            let transaction = RollbackTransaction(
                store: store,
                rules: policy.rules,
                rollback: rollback,
                reason: reason,
                completeness: completeness,
                caller: caller,
                now: moment,
                signatures: prepared.signatures
            )
            return mayApprove
                ? try transaction.restore(found: prepared.found)
                : try transaction.offer(prepared.item, found: prepared.found)
        }
        cache.drop([rollback.tag], in: repository)
        comparisons.bell.ring()
        switch outcome {
        case .done(let result, let settled):
            noteSettled(settled, in: repository)
            return result
        case .refused(let refusals): throw RegistryError(refusals)
        }
    }

    /// What a rollback needs beyond the metadata store.
    private struct PreparedRollback: Sendable {
        /// What the tag is to mean.
        let found: Digest
        /// Its manifest; nil when it is not stored, or the caller need not push it.
        let item: PromotionBaggage.Item?
        let signatures: ChangeSignatures
    }

    private func prepare(
        _ rollback: Rollback,
        _ completeness: RollbackTransaction.Completeness,
        under policy: LivePolicy,
        by caller: Caller
    ) async throws -> PreparedRollback {
        let repository = rollback.repository
        let (record, found) = try await metadata.read { try $0.goal(of: rollback) }
        // What lacks something in a repository of an upstream is fetched when it is pulled.
        if record.digest != found, completeness == .whole { try await requireSound(found, for: rollback) }
        let signatures = try await signatures(
            ofSetting: [rollback.tag],
            to: found,
            try await storedSignature(found, in: repository, under: rollback.tag),
            in: repository,
            under: policy
        )
        return PreparedRollback(
            found: found,
            item: caller.may(.approve, in: repository) ? nil : try await item(found, in: repository),
            signatures: signatures
        )
    }

    /// Throws when what is stored of an image is damaged, or gone from the disk: a tag must not move to what nobody can
    /// pull.
    ///
    /// What the repository does not claim to have is not looked at.
    private func requireSound(_ root: Digest, for rollback: Rollback) async throws {
        let repository = rollback.repository
        var waiting = [root]
        var seen: Set<Digest> = []
        while let digest = waiting.popLast() {
            guard seen.insert(digest).inserted,
                let record = try await metadata.read({ try $0.manifest(digest, in: repository) })
            else { continue }
            guard !corrupt.withLock({ $0.contains(digest) }),
                let manifest = try await manifest(of: record, in: repository)
            else {
                throw Self.damaged(digest, of: root, rollback)
            }
            waiting += manifest.manifests.map(\.digest)
            for blob in manifest.blobs where seen.insert(blob.digest).inserted {
                if case .damaged = try await stored(blob.digest, in: repository) {
                    throw Self.damaged(blob.digest, of: root, rollback)
                }
            }
        }
    }

    private static func damaged(_ digest: Digest, of root: Digest, _ rollback: Rollback) -> RegistryError {
        let needs = digest == root ? "" : ", which \(root) needs,"
        return RegistryError(
            .conflict,
            "the stored bytes of \(rollback.repository)@\(digest)\(needs) are damaged or gone, so"
                + " \(rollback.repository):\(rollback.tag) stays as it is; push the image again, or go further back"
        )
    }
}
