// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

extension Registry {
    /// Reads what it takes to judge by signatures whether tags may mean a manifest, and which signatures come with it.
    ///
    /// - Parameters:
    ///   - tags: The tags.
    ///   - digest: What they are to mean.
    ///   - manifest: The manifest itself; nil when it cannot be read, and so brings no signatures.
    ///   - repository: The repository.
    ///   - policy: The policy that the change is judged by.
    /// - Returns: What is known of signatures.
    /// - Throws: ``StoreError`` when the stores cannot be read.
    func signatures(
        ofSetting tags: [Tag],
        to digest: Digest,
        _ manifest: Manifest?,
        in repository: RepositoryName,
        under policy: LivePolicy
    ) async throws -> ChangeSignatures {
        var result = ChangeSignatures.none
        if tags.contains(where: { !policy.rules.rule(for: repository, tag: $0).require.isEmpty }) {
            result.required = try await requirementCheck(of: digest, in: repository, under: policy)
        }
        let keys = policy.trustKeys
        if let manifest, let arriving = try await arriving(in: manifest, digest, under: tags, checkedWith: keys) {
            result.arriving = arriving
            result.awaited = try await awaited(arriving, in: repository, under: policy)
        }
        return result
    }

    /// Reads a stored manifest that may bring signatures under a tag; nil for any other, and for what cannot be read.
    func storedSignature(
        _ digest: Digest,
        in repository: RepositoryName,
        under tag: Tag
    ) async throws -> Manifest? {
        guard let record = try await metadata.read({ try $0.manifest(digest, in: repository) }),
            record.subject != nil || CompanionTag(tag)?.kind == .signature
        else { return nil }
        do {
            return try await manifest(of: record, in: repository)
        } catch let error as RegistryError where error.code == .manifestInvalid {
            return nil
        }
    }

    /// Reads what it takes to judge whether a manifest carries required signatures.
    func requirementCheck(
        of digest: Digest,
        in repository: RepositoryName,
        under policy: LivePolicy,
        with arriving: ArrivingSignatures? = nil
    ) async throws -> RequirementCheck {
        RequirementCheck(
            trust: TrustInForce(policy),
            evidence: try await evidence(
                for: digest,
                in: repository,
                checkedWith: policy.trustKeys,
                with: arriving
            )
        )
    }

    /// What is known of signatures of something that pushes of tags wait with; nil when nothing is required anywhere.
    private func awaited(
        _ arriving: ArrivingSignatures,
        in repository: RepositoryName,
        under policy: LivePolicy
    ) async throws -> RequirementCheck? {
        guard policy.rules.requiresSignatures else { return nil }
        return try await requirementCheck(of: arriving.subject, in: repository, under: policy, with: arriving)
    }

    /// Forgets what tags meant that moved, or wait for a person, because signatures came.
    func noteSettled(_ tags: [Tag], in repository: RepositoryName) {
        guard !tags.isEmpty else { return }
        cache.drop(tags, in: repository)
        comparisons.bell.ring()
    }
}

extension RuleSet {
    /// Tells whether any rule requires signatures.
    var requiresSignatures: Bool { rules.contains { !$0.require.isEmpty } }
}
