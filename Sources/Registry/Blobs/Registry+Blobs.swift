// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage
internal import Synchronization

extension Registry {
    /// Opens a blob of a repository; one that only an upstream has is fetched while it is read.
    ///
    /// - Parameters:
    ///   - digest: The blob.
    ///   - repository: The repository.
    ///   - purpose: Whether its bytes are wanted; without them nothing is fetched.
    ///   - caller: Who asks; needs the right to pull.
    /// - Returns: The open blob.
    /// - Throws: ``RegistryError``: `rightMissing`, `blobUnknown`, also when the stored bytes are damaged or gone, and for
    ///   what an upstream does not give `upstreamDenied`, `upstreamLimited`, `upstreamUnavailable`.
    public func blob(
        _ digest: Digest,
        in repository: RepositoryName,
        for purpose: PullPurpose = .content,
        by caller: Caller
    ) async throws -> any BlobReader {
        try caller.require(.pull, in: repository)
        let stored = try await stored(digest, in: repository)
        if case .sound(let reader) = stored { return reader }
        if let place = upstreams.place(of: repository) {
            return try await blobElsewhere(digest, at: place, for: purpose, by: caller)
        }
        guard case .damaged = stored else { throw Self.unknown(digest, repository) }
        throw Self.damaged(digest, repository)
    }

    /// What a repository has of a blob.
    enum StoredContent {
        case sound(any BlobReader)
        case damaged
        case unknown
    }

    /// Opens a blob that a repository has; damage that shows is recorded.
    func stored(_ digest: Digest, in repository: RepositoryName) async throws -> StoredContent {
        guard let record = try await metadata.read({ try $0.blob(digest, in: repository) }) else { return .unknown }
        // What is known to be damaged may still lie there, when it was written too lately to be taken away.
        guard !corrupt.withLock({ $0.contains(digest) }) else { return .damaged }
        guard let reader = try await blobs.reader(of: digest), reader.size == record.size else {
            try await quarantine(digest)
            return .damaged
        }
        return .sound(reader)
    }

    /// Takes a blob from a repository that no manifest in it points to.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `blobUnknown`, `deleteRefused` while a manifest points to it.
    public func deleteBlob(_ digest: Digest, in repository: RepositoryName, by caller: Caller) async throws {
        try caller.require(.delete, in: repository)
        try await metadata.write { store in
            guard try store.blob(digest, in: repository) != nil else { throw Self.unknown(digest, repository) }
            if let parent = try store.parents(of: digest, in: repository).first {
                throw RegistryError(
                    .deleteRefused,
                    "blob \(digest) stays: the manifest \(parent) in \(repository) points to it; delete that first"
                )
            }
            _ = try store.removeBlob(digest, in: repository)
        }
    }

    static func unknown(_ digest: Digest, _ repository: RepositoryName) -> RegistryError {
        RegistryError(.blobUnknown, "\(repository) has no blob \(digest)")
    }

    private static func damaged(_ digest: Digest, _ repository: RepositoryName) -> RegistryError {
        RegistryError(
            .blobUnknown,
            "the stored bytes of blob \(digest) in \(repository) are damaged and no longer served; push it again to heal it"
        )
    }
}
