// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

extension Registry {
    /// Reads what a push needs and brings of signatures, before it is judged.
    func signatures(for push: ManifestPush, _ manifest: Manifest, _ digest: Digest) async throws -> PushSignatures {
        let policy = policy
        var result = PushSignatures.none
        if push.allTags.contains(where: { !policy.rules.rule(for: push.repository, tag: $0).require.isEmpty }) {
            result.required = RequirementCheck(
                trust: TrustInForce(policy),
                evidence: try await evidence(for: digest, in: push.repository)
            )
        }
        if let arriving = try await arriving(in: manifest, digest, under: push.allTags) {
            result.arriving = arriving
            result.awaited = try await awaited(arriving, in: push.repository)
        }
        return result
    }

    /// The signatures that a manifest brings, with what they are of.
    func arriving(in manifest: Manifest, _ digest: Digest, under tags: [Tag]) async throws -> ArrivingSignatures? {
        let companion = tags.lazy.compactMap { CompanionTag($0) }.first { $0.kind == .signature }
        guard let subject = manifest.subject?.digest ?? companion?.subject else { return nil }
        let found = try await signatures(in: manifest, digest).filter { $0.subject == subject }
        guard !found.isEmpty else { return nil }
        return ArrivingSignatures(artifact: digest, subject: subject, signatures: found)
    }

    /// What is known of signatures of something that pushes of tags wait with; nil when none does.
    private func awaited(
        _ arriving: ArrivingSignatures,
        in repository: RepositoryName
    ) async throws -> RequirementCheck? {
        guard policy.rules.rules.contains(where: { !$0.require.isEmpty }) else { return nil }
        let evidence = try await evidence(for: arriving.subject, in: repository, with: arriving)
        return RequirementCheck(trust: TrustInForce(policy), evidence: evidence)
    }

    /// Makes a change that depends on signatures, anew when some came while it was prepared.
    func withFreshEvidence<Prepared: Sendable, Value: Sendable>(
        prepare: () async throws -> Prepared,
        change: (Prepared) async throws -> Value
    ) async throws -> Value {
        for _ in 0..<Self.maximumPreparations {
            do {
                return try await change(try await prepare())
            } catch is EvidenceChanged {
                continue
            }
        }
        throw RegistryError(.conflict, "signatures of the image keep coming and going; nothing was changed; try again")
    }

    private static let maximumPreparations = 10

    /// Forgets what tags meant that moved, or wait for a person, because signatures came.
    func noteSettled(_ tags: [Tag], in repository: RepositoryName) {
        guard !tags.isEmpty else { return }
        cache.drop(tags, in: repository)
        comparisons.bell.ring()
    }
}
