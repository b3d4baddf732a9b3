// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
internal import OCIModel
internal import Policy
internal import Storage
internal import Synchronization

extension Registry {
    /// Lets a tag mean what another one means, by the rules of that tag: a push without bytes.
    ///
    /// What the content lists, what refers to it, and the tags of signers come along. All of it happens in one change.
    ///
    /// - Parameters:
    ///   - promotion: What goes where.
    ///   - caller: Who asks; needs the right to pull from the source and to push to the target.
    /// - Returns: What became of it; a change that is held is one that waits, not an error.
    /// - Throws: ``RegistryError``: `rightMissing`, `readOnly`, `manifestUnknown`, `repositoryUnknown`, `held`, `requestInvalid`, `tooLarge`;
    ///   `tagRefused` when a rule refuses it; `conflict` when the source is not what the caller said, or not all of it is
    ///   here.
    public func promote(_ promotion: Promotion, by caller: Caller) async throws -> PromotionResult {
        let (source, target) = (promotion.source.repository, promotion.target.repository)
        try caller.require(.pull, in: source)
        try caller.require(.push, in: target)
        try requireOwn(target)
        try await requireOneName(source)
        guard let tag = promotion.target.tag ?? promotion.source.tag else {
            throw RegistryError(.requestInvalid, "say which tag of \(target) is to be set, as in \(target):TAG")
        }
        let given = try DecisionReason(promotion.reason).text
        let reason = "promoted from \(promotion.source.nameHere)" + (given.map { ": \($0)" } ?? "")
        let root = try await self.root(of: promotion, by: caller)
        do {
            let baggage = try await baggage(of: root, from: source, to: target, by: caller)
            if let damaged = corrupt.withLock({ known in baggage.digests.first { known.contains($0) } }) {
                throw RegistryError(
                    .conflict,
                    "the stored bytes of \(damaged), which \(source)@\(root) needs, are damaged; push it again"
                )
            }
            return try await carryOut(promotion, tag, baggage, .promotion(reason: reason), by: caller)
        } catch let missing as MissingContent {
            throw incomplete(promotion, root, lacking: missing.digest)
        }
    }

    /// What is promoted, if the references agree on it.
    private func root(of promotion: Promotion, by caller: Caller) async throws -> Digest {
        let source = promotion.source
        let reference = source.tag.map { ManifestReference.tag($0) } ?? source.manifestReference
        let found = try await manifest(reference, in: source.repository, by: caller).manifest.digest
        if let wanted = source.digest, wanted != found {
            throw RegistryError(
                .conflict,
                "\(source.repository)\(source.tag.map { ":\($0)" } ?? "") means \(found), not \(wanted); nothing was promoted"
            )
        }
        if let wanted = promotion.target.digest, wanted != found {
            throw RegistryError(
                .conflict,
                "\(source.nameHere) is \(found), not the \(wanted) that the target names; nothing was promoted"
            )
        }
        return found
    }

    private func carryOut(
        _ promotion: Promotion,
        _ tag: Tag,
        _ baggage: PromotionBaggage,
        _ origin: PushOrigin,
        by caller: Caller
    ) async throws -> PromotionResult {
        let moment = now()
        let result: PromotionResult
        do {
            result = try await judged(from: caller.address) { policy in
                try await signatures(in: baggage, for: promotion.target.repository, as: tag, under: policy)
            } change: { store, policy, signatures in
                let result = try PromotionTransaction(
                    store: store,
                    rules: policy.rules,
                    promotion: promotion,
                    tag: tag,
                    baggage: baggage,
                    origin: origin,
                    caller: caller,
                    now: moment,
                    signatures: signatures
                ).run()
                guard promotion.mode == .carryOut else { throw Rehearsed(result: result) }
                return result
            }
        } catch let rehearsed as Rehearsed {
            var result = rehearsed.result
            // The hold's number went with the hold.
            result.hold = nil
            return result
        }
        let target = promotion.target.repository
        cache.drop(baggage.items.map(\.digest), in: target)
        cache.drop([tag] + baggage.companions.map(\.tag), in: target)
        noteSettled(result.settled, in: target)
        if result.outcome == .held { comparisons.bell.ring() }
        return result
    }

    /// What a command that is printed needs behind it to be about this registry, if its address is known.
    private var serverOption: String {
        policy.announcements.publicURL.map { " --server \($0)" } ?? ""
    }

    private func incomplete(_ promotion: Promotion, _ root: Digest, lacking digest: Digest) -> RegistryError {
        let source = promotion.source
        guard upstreams.place(of: source.repository) == nil else {
            return RegistryError(
                .conflict,
                "\(source.nameHere) was not pulled whole: \(digest) is not here yet; fetch the rest first, with:"
                    + " holdfast warm \(source.nameHere) --all-platforms" + serverOption
            )
        }
        return RegistryError(
            .conflict,
            "\(digest) is no longer stored in \(source.repository), and \(root) needs it; push it again"
        )
    }
}

/// Undoes a change whose outcome was all that was wanted.
private struct Rehearsed: Error {
    let result: PromotionResult
}

extension Reference {
    /// The reference as it is written on the registry itself.
    var nameHere: String {
        var reference = self
        reference.host = nil
        return reference.description
    }
}
