// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage
internal import Synchronization

extension Registry {
    /// Opens a blob of a repository.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `blobUnknown`, also when the stored bytes are damaged or gone.
    public func blob(
        _ digest: Digest,
        in repository: RepositoryName,
        by caller: Caller
    ) async throws -> any BlobReader {
        try caller.require(.pull, in: repository)
        guard let record = try await metadata.read({ try $0.blob(digest, in: repository) }) else {
            throw Self.unknown(digest, repository)
        }
        // What is known to be damaged may still lie there, when it was written too lately to be taken away.
        guard !corrupt.withLock({ $0.contains(digest) }) else { throw Self.damaged(digest, repository) }
        guard let reader = try await blobs.reader(of: digest) else {
            try await quarantine(digest)
            throw Self.damaged(digest, repository)
        }
        guard reader.size == record.size else {
            try await quarantine(digest)
            throw Self.damaged(digest, repository)
        }
        return reader
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
