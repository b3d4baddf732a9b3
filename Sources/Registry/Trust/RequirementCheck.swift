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
    func missing(for tag: Tag, under rule: Rule, _ store: any MetadataReader) throws -> String? {
        guard !rule.require.isEmpty else { return nil }
        let repository = evidence.repository
        let judgement = TrustJudgement(
            requirements: rule.require.map(\.trustRequirement),
            keys: try trust.trustedKeys(in: repository, store),
            signatures: try evidence.signatures.map { seen in
                let makers = seen.makers ?? []
                // Of a signature by a key that nobody knows it makes no difference when it came.
                let isOfInterest = !makers.isEmpty
                return SeenSignature(
                    seen.signature,
                    firstSeen: isOfInterest
                        ? try store.firstSeen(ofSignature: seen.signature.identity, in: repository) : nil,
                    makers: makers
                )
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
