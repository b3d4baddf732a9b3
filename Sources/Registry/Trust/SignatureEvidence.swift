// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Trust

/// The signatures of a manifest that a repository has, and which manifests brought them.
struct SignatureEvidence: Sendable {
    /// The most manifests with signatures of one type that are looked at for one digest.
    static let maximumArtifacts = 1_000

    /// The manifest that was signed.
    let digest: Digest
    /// The manifests that were looked at.
    let artifacts: Set<Digest>
    /// The signatures whose signed content names the digest, checked with the keys that were known when they were read.
    let signatures: [SeenSignature]
}

extension MetadataReader {
    /// Lists the manifests that may bring signatures of a manifest: its companion tag, and what refers to it.
    func signatureArtifacts(of digest: Digest, in repository: RepositoryName) throws -> Set<Digest> {
        var artifacts: Set<Digest> = []
        // A digest of SHA-512 is too long for a tag.
        if let name = try? Tag.signatures(of: digest), let companion = try tag(name, in: repository)?.digest {
            artifacts.insert(companion)
        }
        // By their types: others must not crowd them out.
        for type in SignatureArtifact.artifactTypes {
            let referrers = try referrers(
                of: digest,
                in: repository,
                artifactType: type,
                after: nil,
                limit: SignatureEvidence.maximumArtifacts
            )
            artifacts.formUnion(referrers.map(\.digest))
        }
        return artifacts
    }
}

extension Tag {
    /// The tag under which signatures of a manifest are looked for.
    static func signatures(of digest: Digest) throws -> Tag {
        try Tag(digest.rawValue.replacingFirst(":", with: "-") + ".sig")
    }
}

extension String {
    fileprivate func replacingFirst(_ old: Character, with new: Character) -> String {
        guard let place = firstIndex(of: old) else { return self }
        return self[..<place] + String(new) + self[index(after: place)...]
    }
}
