// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIClient
internal import OCIModel
internal import Storage
internal import Synchronization

/// The images of one repository as they lie in the registry's own stores, without a network.
///
/// A repository's content is what its records say: a blob that only another repository has is not there. What may lie
/// elsewhere is not read, so that a comparison, which is kept by digests alone, never tells of content that somebody only
/// named.
final class StoredImageSource: ImageSource {
    /// Not the repository: what is said of content must fit wherever the content lies.
    let name = "the registry"
    private let blobs: any BlobStore
    private let metadata: any MetadataStore
    private let repository: RepositoryName
    private let opened = Mutex<Digest?>(nil)

    init(blobs: any BlobStore, metadata: any MetadataStore, repository: RepositoryName) {
        self.blobs = blobs
        self.metadata = metadata
        self.repository = repository
    }

    /// The blob that was opened last: the one to suspect when bytes do not hash to their digest.
    var lastOpened: Digest? { opened.withLock { $0 } }

    var defaultReference: ManifestReference? { nil }
    var notes: [String] { [] }

    func resolve(_ reference: ManifestReference) async throws -> Descriptor {
        try await manifest(reference).descriptor
    }

    func manifest(_ reference: ManifestReference) async throws -> FetchedManifest {
        let digest = try await digest(of: reference)
        guard let record = try await metadata.read({ [repository] in try $0.manifest(digest, in: repository) }) else {
            throw NotStored(digest: digest)
        }
        opened.withLock { $0 = digest }
        guard let bytes = try await blobs.bytes(of: digest, limit: Manifest.maximumSize) else {
            throw NotStored(digest: digest)
        }
        guard Digest(of: bytes, algorithm: digest.algorithm) == digest else {
            throw ClientError(.integrity, "the stored bytes of \(digest) are damaged")
        }
        do throws(ManifestError) {
            let manifest = try Manifest(Array(bytes.readableBytesView), declared: record.mediaType)
            return FetchedManifest(manifest: manifest, digest: digest)
        } catch {
            throw ClientError(.malformed, "\(digest) cannot be read", reason: error.description)
        }
    }

    func open(_ blob: Descriptor, from offset: Int64) async throws -> BlobStream {
        guard blob.mustBePresent else {
            throw ClientError(
                .unsupported,
                "\(blob.digest) may lie outside the registry",
                reason: "its manifest names another place for it, or a type that is not to be distributed"
            )
        }
        guard try await metadata.read({ [repository] in try $0.blob(blob.digest, in: repository) }) != nil else {
            throw NotStored(digest: blob.digest)
        }
        opened.withLock { $0 = blob.digest }
        guard let reader = try await blobs.reader(of: blob.digest) else { throw NotStored(digest: blob.digest) }
        guard offset <= reader.size else {
            throw ClientError(.malformed, "\(blob.digest) has \(reader.size) bytes, fewer than \(offset)")
        }
        return BlobStream {
            var chunks = BlobChunks(reader: reader, range: offset..<reader.size).makeAsyncIterator()
            return {
                // Layers are long; whoever has no use for the rest any more says so by cancelling.
                try Task.checkCancellation()
                return try await chunks.next()
            }
        }
    }

    /// The manifests among some whose bytes, and everything they point to that must be in a registry, are stored.
    func stored(among digests: Set<Digest>) async throws -> Set<Digest> {
        var found: Set<Digest> = []
        for digest in digests {
            do {
                let blobs = try await manifest(.digest(digest)).manifest.blobs.filter(\.mustBePresent).map(\.digest)
                let isWhole = try await metadata.read { [repository] store in
                    try blobs.allSatisfy { try store.blob($0, in: repository) != nil }
                }
                if isWhole { found.insert(digest) }
            } catch is NotStored {
                continue
            }
        }
        return found
    }

    func referrers(of subject: Digest) async throws -> [Descriptor] {
        try await metadata.read { [repository] store in
            try store.referrers(of: subject, in: repository, artifactType: nil, after: nil, limit: 1_000)
        }.map {
            Descriptor(
                mediaType: $0.mediaType,
                digest: $0.digest,
                size: $0.size,
                artifactType: $0.artifactType,
                annotations: $0.annotations
            )
        }
    }

    func tags() async throws -> [String] {
        try await metadata.read { [repository] in try $0.tagNames(in: repository, after: nil, limit: 10_000) }
    }

    func close() async throws {}

    private func digest(of reference: ManifestReference) async throws -> Digest {
        switch reference {
        case .digest(let digest): return digest
        case .tag(let tag):
            guard let digest = try await metadata.read({ [repository] in try $0.tag(tag, in: repository)?.digest })
            else { throw ClientError(.notFound, "there is no tag \(tag)") }
            return digest
        }
    }
}

/// Content that a repository should have and has not, or not any more.
struct NotStored: Error, CustomStringConvertible {
    let digest: Digest

    var description: String { "\(digest) is not stored" }
}
