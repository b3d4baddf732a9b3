// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

// MARK: Blobs

extension MemoryTransaction {
    func blob(_ digest: Digest, in repository: RepositoryName) throws -> BlobRecord? {
        state.repositories[repository]?.blobs[digest]
    }

    func blobs(in repository: RepositoryName) throws -> [BlobRecord] {
        (state.repositories[repository]?.blobs.values).map { $0.sorted { $0.digest < $1.digest } } ?? []
    }

    func repositories(holding digest: Digest) throws -> [RepositoryName] {
        state.repositories
            .filter { $0.value.blobs[digest] != nil || $0.value.manifests[digest] != nil }
            .keys.sorted()
    }

    func unreferencedBlobs(in repository: RepositoryName, linkedBefore moment: Timestamp) throws -> [BlobRecord] {
        guard let content = state.repositories[repository] else { return [] }
        let referenced = content.pointers.values.reduce(into: Set<Digest>()) { $0.formUnion($1) }
        return content.blobs.values
            .filter { $0.linkedAt < moment && !referenced.contains($0.digest) }
            .sorted { $0.digest < $1.digest }
    }

    func putBlob(_ blob: BlobRecord, in repository: RepositoryName) throws {
        change(repository) { content in
            // Recording it again renews the time alone: the size belongs to the digest.
            content.blobs[blob.digest, default: blob].linkedAt = blob.linkedAt
        }
    }

    func removeBlob(_ digest: Digest, in repository: RepositoryName) throws -> Bool {
        state.repositories[repository]?.blobs.removeValue(forKey: digest) != nil
    }
}

// MARK: Manifests

extension MemoryTransaction {
    func manifest(_ digest: Digest, in repository: RepositoryName) throws -> ManifestRecord? {
        state.repositories[repository]?.manifests[digest]
    }

    func manifests(in repository: RepositoryName, after: Digest?, limit: Int) throws -> [ManifestRecord] {
        manifests(in: repository, after: after, limit: limit) { _ in true }
    }

    func parents(of digest: Digest, in repository: RepositoryName) throws -> [Digest] {
        state.repositories[repository]?.pointers.filter { $0.value.contains(digest) }.keys.sorted() ?? []
    }

    func children(of digest: Digest, in repository: RepositoryName) throws -> [Digest] {
        state.repositories[repository]?.pointers[digest]?.sorted() ?? []
    }

    func referrers(
        of subject: Digest,
        in repository: RepositoryName,
        artifactType: String?,
        after: Digest?,
        limit: Int
    ) throws -> [ManifestRecord] {
        manifests(in: repository, after: after, limit: limit) { manifest in
            manifest.subject == subject && manifest.visibility == .everyone
                && (artifactType == nil || manifest.artifactType == artifactType)
        }
    }

    func referrersInTurns(
        of subject: Digest,
        in repository: RepositoryName,
        artifactTypes: [String],
        limit: Int
    ) throws -> [Digest] {
        let found = manifests(in: repository, after: nil, limit: .max) { manifest in
            manifest.subject == subject && manifest.visibility == .everyone
                && (manifest.artifactType.map(artifactTypes.contains) ?? false)
        }
        var turns: [String: Int] = [:]
        let inTurns = found.sorted { ($0.pushedAt, $0.digest) < ($1.pushedAt, $1.digest) }.map { manifest in
            turns[manifest.pushedBy, default: 0] += 1
            return (turn: turns[manifest.pushedBy] ?? 0, manifest: manifest)
        }
        return inTurns.sorted {
            ($0.turn, $0.manifest.pushedAt, $0.manifest.digest) < ($1.turn, $1.manifest.pushedAt, $1.manifest.digest)
        }.prefix(limit).map(\.manifest.digest)
    }

    func heldReferrers(of subject: Digest, in repository: RepositoryName) throws -> [Digest] {
        manifests(in: repository, after: nil, limit: .max) { $0.subject == subject && $0.visibility == .held }
            .map(\.digest)
    }

    func putManifest(
        _ manifest: ManifestRecord,
        pointingTo children: [Digest],
        in repository: RepositoryName
    ) throws {
        change(repository) { content in
            content.manifests[manifest.digest] = manifest
            content.pointers[manifest.digest, default: []].formUnion(children)
        }
    }

    func removeManifest(_ digest: Digest, in repository: RepositoryName) throws -> Bool {
        state.repositories[repository]?.pointers[digest] = nil
        state.repositories[repository]?.pulls[digest] = nil
        removeImage(digest, in: repository)
        return state.repositories[repository]?.manifests.removeValue(forKey: digest) != nil
    }

    private func manifests(
        in repository: RepositoryName,
        after: Digest?,
        limit: Int,
        where isIncluded: (ManifestRecord) -> Bool
    ) -> [ManifestRecord] {
        guard let manifests = state.repositories[repository]?.manifests.values else { return [] }
        let included = manifests.filter { manifest in
            (after.map { manifest.digest > $0 } ?? true) && isIncluded(manifest)
        }
        return Array(included.sorted { $0.digest < $1.digest }.prefix(limit))
    }
}
