// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Storage
internal import Trust

extension Registry {
    /// Reads the signatures of a manifest that a repository has.
    ///
    /// What cannot be read is no signature. Each manifest is read once, however often it is asked about.
    /// - Parameters:
    ///   - digest: The manifest that may be signed.
    ///   - repository: The repository.
    ///   - arriving: Signatures that a push is just bringing, by the manifest that brings them.
    /// - Returns: The signatures, and where they were looked for.
    /// - Throws: ``StoreError`` when the stores cannot be read.
    func evidence(
        for digest: Digest,
        in repository: RepositoryName,
        with arriving: ArrivingSignatures? = nil
    ) async throws -> SignatureEvidence {
        let artifacts = try await metadata.read { try $0.signatureArtifacts(of: digest, in: repository) }
        var signatures: [FoundSignature] = arriving?.signatures ?? []
        for artifact in artifacts where artifact != arriving?.artifact {
            signatures += try await self.signatures(in: artifact, of: repository)
        }
        return SignatureEvidence(
            digest: digest,
            artifacts: artifacts,
            signatures: checked(signatures.filter { $0.subject == digest })
        )
    }

    /// Checks signatures with the keys of the policy in force, which takes too long to be done while others wait.
    func checked(_ signatures: [FoundSignature]) -> [SeenSignature] {
        guard !signatures.isEmpty else { return [] }
        let keys = policy.trustKeys.map(\.key)
        return signatures.map { SeenSignature($0, firstSeen: nil, checkedWith: keys) }
    }

    /// Reads the signatures that a stored manifest brings.
    private func signatures(in artifact: Digest, of repository: RepositoryName) async throws -> [FoundSignature] {
        if let known = signatures.signatures(in: artifact) { return known }
        guard let record = try await metadata.read({ try $0.manifest(artifact, in: repository) }),
            record.visibility == .everyone, let bytes = try await soundBytes(of: artifact, limit: Manifest.maximumSize)
        else { return [] }
        // A manifest that cannot be read brings nothing.
        guard let manifest = try? Manifest(bytes, declared: record.mediaType) else { return [] }
        let found = try await signatures(in: manifest, artifact)
        signatures.keep(found, in: artifact)
        return found
    }

    /// Reads the signatures that a manifest brings.
    func signatures(in manifest: Manifest, _ digest: Digest) async throws -> [FoundSignature] {
        guard SignatureArtifact.isSignature(manifest) else { return [] }
        var contents: [Digest: [UInt8]] = [:]
        for descriptor in SignatureArtifact.blobs(of: manifest) {
            contents[descriptor.digest] = try await soundBytes(of: descriptor.digest, limit: Self.maximumSignature)
        }
        return SignatureArtifact.signatures(in: manifest, digest: digest) { contents[$0] }
    }

    /// The bytes of a blob, if they are here, short enough and what they hash to.
    private func soundBytes(of digest: Digest, limit: Int) async throws -> [UInt8]? {
        do {
            guard let buffer = try await blobs.bytes(of: digest, limit: limit),
                Digest(of: buffer, algorithm: digest.algorithm) == digest
            else { return nil }
            return Array(buffer.readableBytesView)
        } catch let error as StoreError where error.code == .corrupt || error.code == .tooLarge {
            return nil
        }
    }

    /// The most bytes of a blob with a signature.
    private static let maximumSignature = 1 << 20
}

/// Signatures that a push brings.
struct ArrivingSignatures: Sendable {
    /// The manifest that brings them.
    let artifact: Digest
    /// The manifest that it says they are of.
    let subject: Digest
    /// The signatures, those of other manifests left out.
    let signatures: [FoundSignature]
}
