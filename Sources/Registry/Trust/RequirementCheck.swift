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

    /// Judges the requirements of a rule; what the log of the repository does not name counts for nothing.
    ///
    /// - Returns: nil when all are met, else what is missing, in words.
    func missing(for tag: Tag, under rule: Rule, _ store: any MetadataReader) throws -> String? {
        guard !rule.require.isEmpty else { return nil }
        let repository = evidence.repository
        let judgement = TrustJudgement(
            requirements: rule.require.map(\.trustRequirement),
            keys: try trust.trustedKeys(in: repository, store),
            signatures: try evidence.signatures.compactMap { seen in
                // A signature by a key that nobody knows says nothing, whenever it came.
                guard let makers = seen.makers, !makers.isEmpty else {
                    return SeenSignature(seen.signature, firstSeen: nil, makers: [])
                }
                // One that the log does not name was not let in.
                guard let index = try store.firstSeen(ofSignature: seen.signature.identity, in: repository) else {
                    return nil
                }
                return SeenSignature(seen.signature, firstSeen: index, makers: makers)
            },
            digest: evidence.digest,
            repository: repository,
            tag: tag,
            authorities: trust.authorities
        )
        return judgement.isMet ? nil : judgement.reason
    }

    /// Throws when signatures came or went since they were read.
    func requireCurrent(_ store: any MetadataReader) throws {
        let artifacts = try store.signatureArtifacts(of: evidence.digest, in: evidence.repository)
        guard artifacts == evidence.artifacts else { throw PreparationOutdated() }
    }
}

extension Requirement {
    /// The requirement as it is judged.
    var trustRequirement: TrustRequirement {
        TrustRequirement(keys: keys, threshold: threshold, binding: bind == .tag ? .tag : .digest)
    }
}
