// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Trust

/// The signatures that count at a promotion: those that the target has, and those that come along.
struct PromotionSignatures: Sendable {
    /// About what is promoted.
    let check: RequirementCheck
    /// Those that come along, by the manifests that bring them.
    let arriving: [Digest: ArrivingSignatures]
}

extension Registry {
    /// Reads the signatures that come along with what is promoted, and those that are at its goal already.
    func signatures(in baggage: PromotionBaggage, for target: RepositoryName) async throws -> PromotionSignatures {
        var arriving: [Digest: ArrivingSignatures] = [:]
        for item in baggage.items {
            let companions = baggage.companions.filter { $0.digest == item.digest }.map(\.tag)
            arriving[item.digest] = try await self.arriving(in: item.manifest, item.digest, under: companions)
        }
        let known = try await evidence(for: baggage.root, in: target)
        let brought = arriving.values.filter { $0.subject == baggage.root }.flatMap(\.signatures)
        let evidence = SignatureEvidence(
            digest: baggage.root,
            artifacts: known.artifacts,
            signatures: known.signatures + checked(brought)
        )
        return PromotionSignatures(
            check: RequirementCheck(trust: TrustInForce(policy), evidence: evidence),
            arriving: arriving
        )
    }
}
