// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Storage

extension Registry {
    /// The most manifests that are looked through for what they say of a blob.
    private static let maximumWitnesses = 32

    /// Opens a blob of an upstream's repository that is not here, if a manifest which the caller may read points to it.
    func blobElsewhere(
        _ digest: Digest,
        at place: UpstreamPlace,
        for purpose: PullPurpose,
        by caller: Caller
    ) async throws -> any BlobReader {
        guard let blob = try await descriptor(of: digest, in: place.repository, for: caller) else {
            throw Self.unknown(digest, place.repository)
        }
        switch purpose {
        case .description: return DescribedBlob(size: blob.size)
        case .content: return try await fillingReader(of: blob, at: place)
        }
    }

    /// What the manifests of a repository that a caller may read say of a blob; nil when none has it.
    ///
    /// Content that may lie elsewhere is not the repository's to give.
    private func descriptor(
        of digest: Digest,
        in repository: RepositoryName,
        for caller: Caller
    ) async throws -> Descriptor? {
        let witnesses = try await metadata.read { store in
            var readership = Readership(store, caller)
            var witnesses: [ManifestRecord] = []
            for parent in try store.parents(of: digest, in: repository) where witnesses.count < Self.maximumWitnesses {
                guard let manifest = try store.manifest(parent, in: repository), !manifest.mediaType.isIndex,
                    try readership.admits(manifest, in: repository)
                else { continue }
                witnesses.append(manifest)
            }
            return witnesses
        }
        for witness in witnesses {
            guard let bytes = try await blobs.bytes(of: witness.digest, limit: Manifest.maximumSize) else { continue }
            // Losing the error is right: a manifest that was damaged says nothing, the next one may.
            let manifest = try? Manifest(Array(bytes.readableBytesView), declared: witness.mediaType)
            if let blob = manifest?.blobs.first(where: { $0.digest == digest && $0.mustBePresent }) { return blob }
        }
        return nil
    }
}
