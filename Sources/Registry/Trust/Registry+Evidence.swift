// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Storage
internal import Trust

extension Registry {
    /// Reads the signatures of a manifest that a repository has.
    ///
    /// What cannot be read is no signature. Each manifest is read, and checked with the keys, once, however often it is
    /// asked about.
    /// - Parameters:
    ///   - digest: The manifest that may be signed.
    ///   - repository: The repository.
    ///   - keys: The keys that signatures are checked with.
    ///   - arriving: Signatures that a change is just bringing, by the manifest that brings them.
    /// - Returns: The signatures, and where they were looked for.
    /// - Throws: ``StoreError`` when the stores cannot be read.
    func evidence(
        for digest: Digest,
        in repository: RepositoryName,
        checkedWith keys: [NamedKey],
        with arriving: ArrivingSignatures? = nil
    ) async throws -> SignatureEvidence {
        let keys = keys.map(\.key)
        let artifacts = try await metadata.read { try $0.signatureArtifacts(of: digest, in: repository) }
        var signatures = arriving?.signatures ?? []
        if let companion = artifacts.companion, companion != arriving?.artifact {
            signatures += try await self.signatures(in: companion, of: repository, checkedWith: keys)
        }
        var referring: [SeenSignature] = []
        for artifact in artifacts.referrers where artifact != arriving?.artifact {
            guard referring.count < SignatureEvidence.maximumReferrers else { break }
            referring += try await self.signatures(in: artifact, of: repository, checkedWith: keys)
        }
        return SignatureEvidence(
            digest: digest,
            repository: repository,
            artifacts: artifacts,
            signatures: (signatures + referring).filter { $0.signature.subject == digest }
        )
    }

    /// Reads the signatures that a stored manifest brings.
    private func signatures(
        in artifact: Digest,
        of repository: RepositoryName,
        checkedWith keys: [VerificationKey]
    ) async throws -> [SeenSignature] {
        if let known = signatures.signatures(in: artifact, checkedWith: keys) { return known }
        guard let record = try await metadata.read({ try $0.manifest(artifact, in: repository) }),
            record.visibility == .everyone, let bytes = try await soundBytes(of: artifact, limit: Manifest.maximumSize)
        else { return [] }
        // A manifest that cannot be read brings nothing, and never will.
        guard let manifest = try? Manifest(bytes, declared: record.mediaType) else {
            signatures.keep([], in: artifact, checkedWith: keys)
            return []
        }
        return try await signatures(in: manifest, artifact, checkedWith: keys)
    }

    /// Reads the signatures that a manifest brings.
    private func signatures(
        in manifest: Manifest,
        _ digest: Digest,
        checkedWith keys: [VerificationKey]
    ) async throws -> [SeenSignature] {
        if let known = signatures.signatures(in: digest, checkedWith: keys) { return known }
        guard SignatureArtifact.isSignature(manifest) else {
            signatures.keep([], in: digest, checkedWith: keys)
            return []
        }
        let most = manifest.subject == nil ? SignatureArtifact.maximumLayers : SignatureEvidence.maximumOfOneReferrer
        let blobs = SignatureArtifact.blobs(of: manifest).prefix(most)
        var contents: [Digest: [UInt8]] = [:]
        for descriptor in blobs {
            contents[descriptor.digest] = try await soundBytes(of: descriptor.digest, limit: Self.maximumSignature)
        }
        let found = SignatureArtifact.signatures(in: manifest, digest: digest) { contents[$0] }
        let checked = signatures.check(Array(found.prefix(most)), with: keys)
        // What is damaged today may be healed tomorrow.
        if blobs.allSatisfy({ contents[$0.digest] != nil }) {
            signatures.keep(checked, in: digest, checkedWith: keys)
        }
        return checked
    }

    /// The signatures that a manifest brings, with what they are of.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - digest: Its digest.
    ///   - tags: The tags that are to mean it.
    ///   - keys: The keys that the signatures are checked with.
    /// - Returns: The signatures; nil when it brings none.
    /// - Throws: ``StoreError`` when the stores cannot be read.
    func arriving(
        in manifest: Manifest,
        _ digest: Digest,
        under tags: [Tag],
        checkedWith keys: [NamedKey]
    ) async throws -> ArrivingSignatures? {
        let companion = tags.lazy.compactMap { CompanionTag($0) }.first { $0.kind == .signature }
        // Under a signer's tag it is looked for by the tag, whatever else it says that it is of.
        guard let subject = companion?.subject ?? manifest.subject?.digest else { return nil }
        let found = try await signatures(in: manifest, digest, checkedWith: keys.map(\.key))
            .filter { $0.signature.subject == subject }
        guard !found.isEmpty else { return nil }
        return ArrivingSignatures(artifact: digest, subject: subject, signatures: found)
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
