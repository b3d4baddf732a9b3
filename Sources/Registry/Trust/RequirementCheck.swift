// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

/// Judges within one change or read whether a manifest carries the signatures that a rule requires of a tag.
struct RequirementCheck: Sendable {
    let trust: TrustInForce
    let evidence: SignatureEvidence

    /// Judges the requirements of a rule.
    ///
    /// - Returns: nil when all are met, else what is missing, in words.
    func missing(
        for tag: Tag,
        in repository: RepositoryName,
        under rule: Rule,
        _ store: any MetadataReader
    ) throws -> String? {
        guard !rule.require.isEmpty else { return nil }
        let judgement = TrustJudgement(
            requirements: rule.require.map(\.trustRequirement),
            keys: try trust.trustedKeys(in: repository, store),
            signatures: try evidence.signatures.map { seen in
                SeenSignature(
                    seen.signature,
                    firstSeen: try store.firstSeen(ofSignature: seen.signature.identity, in: repository),
                    makers: seen.makers ?? []
                )
            },
            digest: evidence.digest,
            repository: repository,
            tag: tag,
            authorities: trust.authorities
        )
        return judgement.isMet ? nil : judgement.reason
    }
}

extension Requirement {
    /// The requirement as it is judged.
    var trustRequirement: TrustRequirement {
        TrustRequirement(keys: keys, threshold: threshold, binding: bind == .tag ? .tag : .digest)
    }
}
