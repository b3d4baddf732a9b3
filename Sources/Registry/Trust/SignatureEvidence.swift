// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Trust

/// The signatures of a manifest that a repository has, and which manifests brought them.
struct SignatureEvidence: Sendable {
    /// The most manifests that are looked at among those that refer to one digest, and the most signatures in them.
    ///
    /// The companion tag has as many layers at most (``SignatureArtifact/maximumLayers``), which are looked at besides: so
    /// neither way to sign can be filled up to close the other.
    static let maximumReferrers = 1_000
    /// The most signatures of one manifest that refers to another one: the first in it.
    static let maximumOfOneReferrer = 10

    /// The manifest that was signed.
    let digest: Digest
    /// The repository.
    let repository: RepositoryName
    /// The manifests that were looked at.
    let artifacts: SignatureArtifacts
    /// The signatures whose signed content names the digest, checked with the keys that were known when they were read.
    let signatures: [SeenSignature]
}

/// The manifests that may bring signatures of another one.
struct SignatureArtifacts: Hashable, Sendable {
    /// What the companion tag means.
    let companion: Digest?
    /// Those that refer to it, in the order in which they are looked at.
    let referrers: [Digest]
}

extension MetadataReader {
    /// Lists the manifests that may bring signatures of a manifest: its companion tag, and what refers to it.
    ///
    /// Who pushes many, by whatever digests, cannot crowd out those of others, nor those that were there before.
    func signatureArtifacts(of digest: Digest, in repository: RepositoryName) throws -> SignatureArtifacts {
        SignatureArtifacts(
            companion: try Tag.companion(.signature, of: digest).flatMap { try tag($0, in: repository)?.digest },
            referrers: try referrersInTurns(
                of: digest,
                in: repository,
                artifactTypes: SignatureArtifact.artifactTypes,
                limit: SignatureEvidence.maximumReferrers
            )
        )
    }
}
