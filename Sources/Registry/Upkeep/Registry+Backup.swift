// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
public import NIOPosix
internal import OCIModel
internal import Policy
internal import Storage

/// What a backup wrote.
public struct BackupReport: Hashable, Sendable {
    /// The directory, which is a data directory by itself: serving from it is the restore.
    public let directory: String
    /// The number of blobs and manifests.
    public let blobs: Int64
    /// Their bytes.
    public let bytes: Int64
}

extension Registry {
    /// Writes a consistent copy of the registry to a new directory while it runs.
    ///
    /// The metadata is copied first, then everything it knows of; nothing is removed meanwhile. Every copied byte is
    /// verified against its digest. Content found damaged is left out and reported in the log.
    /// - Parameters:
    ///   - directory: The directory, which does not exist yet or is empty.
    ///   - pool: Threads for blocking calls.
    ///   - caller: Who asks; needs the right to administer.
    /// - Returns: What was written.
    /// - Throws: ``RegistryError``: `rightMissing`, `conflict` while other upkeep runs; ``StoreError``.
    public func backUp(into directory: String, pool: NIOThreadPool, by caller: Caller) async throws -> BackupReport {
        try caller.require(.admin, in: nil)
        return try await upkeep.run("a backup") {
            try await writePulls()
            let destination = try await pool.runIfActive {
                let data = DataDirectory(path: directory)
                do {
                    try data.makeEmpty()
                } catch let error as StoreError {
                    throw RegistryError(.requestInvalid, "the backup cannot go there: \(error.message)")
                }
                return (blobs: try FileBlobStore(root: data.path, pool: pool), metadataFile: data.metadataFile)
            }
            try await metadata.backUp(to: destination.metadataFile)
            var count: Int64 = 0
            var bytes: Int64 = 0
            for digest in try await Self.digests(in: destination.metadataFile, pool).sorted() {
                guard let reader = try await blobs.reader(of: digest) else {
                    try await quarantine(digest)
                    continue
                }
                do {
                    bytes += try await copy(digest, from: reader, to: destination.blobs)
                    count += 1
                } catch let error as StoreError where [.digestMismatch, .corrupt].contains(error.code) {
                    try await quarantine(digest)
                }
            }
            return BackupReport(directory: directory, blobs: count, bytes: bytes)
        }
    }

    /// What the copied metadata knows of: the registry itself may have forgotten some of it since.
    private static func digests(in metadataFile: String, _ pool: NIOThreadPool) async throws -> Set<Digest> {
        let copy = try await pool.runIfActive { try SQLiteMetadataStore(path: metadataFile, pool: pool) }
        return try await copy.read { try $0.digestsInUse() }
    }

    private func copy(
        _ digest: Digest,
        from reader: any BlobReader,
        to destination: FileBlobStore
    ) async throws -> Int64 {
        let upload = UploadID()
        let scope = try RepositoryName("backup")
        try await destination.startUpload(upload, in: scope, algorithm: digest.algorithm)
        _ = try await destination.appendUpload(upload, in: scope, at: nil, BlobChunks(reader: reader))
        return try await destination.commitUpload(upload, in: scope, as: digest)
    }
}
