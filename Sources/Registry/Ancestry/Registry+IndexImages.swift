// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import NIOCore
internal import OCIModel
internal import Storage

extension Registry {
    /// How many old manifests are put into the index in one change.
    private static let indexedTogether = 100

    /// Puts the images that an older version stored into the index of images; does nothing once that is done.
    ///
    /// Works while the registry runs and goes on where it was interrupted. Cost: the manifest and configuration of every
    /// image is read once.
    public func indexImages() async throws {
        var progress = try await metadata.read { try $0.imageIndexProgress() }
        guard progress != .complete else { return }
        log.notice("putting images into the index of images, for graph and the like")
        while progress != .complete {
            try Task.checkCancellation()
            progress = try await indexImages(from: progress)
        }
        log.notice("all images are in the index of images")
    }

    private func indexImages(from progress: ImageIndexProgress) async throws -> ImageIndexProgress {
        let (repository, manifests) = try await metadata.read { try $0.unindexed(progress, Self.indexedTogether) }
        guard let repository, let last = manifests.last else {
            try await metadata.write { try $0.putImageIndexProgress(.complete) }
            return .complete
        }
        var found: [Digest: ManifestAncestry] = [:]
        for record in manifests {
            found[record.digest] = try await ancestry(of: record, in: repository)
        }
        let (ancestries, next) = (found, ImageIndexProgress.upTo(repository, last.digest))
        try await metadata.write { store in
            for (digest, ancestry) in ancestries where try store.manifest(digest, in: repository) != nil {
                try ancestry.record(of: digest, in: repository, store)
            }
            try store.putImageIndexProgress(next)
        }
        return next
    }

    private func ancestry(of record: ManifestRecord, in repository: RepositoryName) async throws -> ManifestAncestry? {
        do {
            guard let bytes = try await blobs.bytes(of: record.digest, limit: Manifest.maximumSize),
                Digest(of: bytes, algorithm: record.digest.algorithm) == record.digest
            else { return nil }
            let manifest = try Manifest(Array(bytes.readableBytesView), declared: record.mediaType)
            return await ancestry(of: manifest, record.digest, in: repository)
        } catch let error as StoreError where error.code == .corrupt || error.code == .tooLarge {
            // Found and reported by a scrub or the next pull; it must not keep the others out of the index.
            return nil
        } catch is ManifestError {
            return nil
        }
    }
}

extension MetadataReader {
    /// The next manifests that are not looked at yet, all of one repository; none when all are.
    fileprivate func unindexed(
        _ progress: ImageIndexProgress,
        _ limit: Int
    ) throws -> (RepositoryName?, [ManifestRecord]) {
        var last: RepositoryName?
        if case .upTo(let repository, let digest) = progress {
            let rest = try manifests(in: repository, after: digest, limit: limit)
            guard rest.isEmpty else { return (repository, rest) }
            last = repository
        }
        while let next = try repositories(after: last, limit: 1).first?.name {
            let page = try manifests(in: next, after: nil, limit: limit)
            guard page.isEmpty else { return (next, page) }
            last = next
        }
        return (nil, [])
    }
}
