// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

/// The signatures that count at a promotion: those that the target has, and those that come along.
struct PromotionSignatures: Sendable {
    /// About what is promoted.
    let root: RequirementCheck
    /// Those that come along, by the manifests that bring them.
    let arriving: [Digest: ArrivingSignatures]
    /// About everything else that those are of, where rules require signatures.
    let others: [Digest: RequirementCheck]

    /// What the push of one manifest has to do with signatures.
    func of(_ digest: Digest) -> ChangeSignatures {
        let arriving = arriving[digest]
        return ChangeSignatures(
            required: digest == root.evidence.digest ? root : nil,
            arriving: arriving,
            awaited: arriving.flatMap { $0.subject == root.evidence.digest ? root : others[$0.subject] }
        )
    }

    /// Throws when the target's signatures came or went since they were read.
    ///
    /// To be asked before the first manifest is taken: the promotion brings its signatures itself, one after the other.
    func requireCurrent(_ store: any MetadataReader) throws {
        try root.requireCurrent(store)
        for check in others.values { try check.requireCurrent(store) }
    }
}

extension Registry {
    /// Reads the signatures that come along with what is promoted, and those that are at its goal already.
    func signatures(
        in baggage: PromotionBaggage,
        for target: RepositoryName,
        as tag: Tag,
        under policy: LivePolicy
    ) async throws -> PromotionSignatures {
        var arriving: [Digest: ArrivingSignatures] = [:]
        for item in baggage.items {
            arriving[item.digest] = try await self.arriving(
                in: item.manifest,
                item.digest,
                under: baggage.companions.filter { $0.digest == item.digest }.map(\.tag)
                    + (item.digest == baggage.root ? [tag] : []),
                checkedWith: policy.trustKeys
            )
        }
        let brought = Dictionary(grouping: arriving.values, by: \.subject)
        var others: [Digest: RequirementCheck] = [:]
        if policy.rules.requiresSignatures {
            for (subject, brought) in brought where subject != baggage.root {
                others[subject] = try await check(of: subject, in: target, with: brought, under: policy)
            }
        }
        return PromotionSignatures(
            root: try await check(of: baggage.root, in: target, with: brought[baggage.root] ?? [], under: policy),
            arriving: arriving,
            others: others
        )
    }

    private func check(
        of digest: Digest,
        in target: RepositoryName,
        with brought: [ArrivingSignatures],
        under policy: LivePolicy
    ) async throws -> RequirementCheck {
        let known = try await evidence(for: digest, in: target, checkedWith: policy.trustKeys)
        let evidence = SignatureEvidence(
            digest: digest,
            repository: target,
            artifacts: known.artifacts,
            signatures: known.signatures + brought.flatMap(\.signatures)
        )
        return RequirementCheck(trust: TrustInForce(policy), evidence: evidence)
    }
}
