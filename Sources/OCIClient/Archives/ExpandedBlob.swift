// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import NIOCore
import NIOPosix
import OCIModel
import Synchronization

/// The bytes of a blob without its compression, in a file without a name.
struct ExpandedBlob: Sendable {
    let content: FileExtent
    /// The SHA-256 of the expanded bytes.
    let digest: Digest

    /// Expands a stream.
    ///
    /// - Parameters:
    ///   - stream: The blob; it verifies itself.
    ///   - directory: Where the file without a name is made.
    ///   - limits: How much the blob may make its reader do.
    ///   - name: How messages call the blob.
    /// - Returns: What the blob expands to.
    /// - Throws: What the stream throws, or ``ClientError``.
    static func expanding(
        _ stream: BlobStream,
        in directory: String,
        limits: ArchiveLimits,
        name: String
    ) async throws -> ExpandedBlob {
        let pool = NIOThreadPool.singleton
        let file = try await pool.runIfActive { try FileDraft(in: directory, mode: 0o600).file }
        let expansion = Mutex(Expansion(file: file, limits: limits))
        do {
            for try await piece in stream {
                try await pool.runIfActive { try expansion.withLock { try $0.take(piece) } }
            }
            return try await pool.runIfActive { try expansion.withLock { try $0.finish() } }
        } catch let error as ArchiveError {
            throw ClientError(error, in: name)
        }
    }

    private struct Expansion: ~Copyable {
        let file: LocalFile
        let decompressor: Decompressor
        var digest = RunningDigest(.sha256)
        var size: Int64 = 0

        init(file: LocalFile, limits: ArchiveLimits) {
            self.file = file
            self.decompressor = Decompressor(limits: limits)
        }

        mutating func take(_ piece: ByteBuffer) throws {
            try piece.withUnsafeReadableBytes { try decompressor.write($0) { try put($0) } }
        }

        mutating func finish() throws -> ExpandedBlob {
            try decompressor.finish { try put($0) }
            return ExpandedBlob(content: FileExtent(file: file, offset: 0, size: size), digest: digest.digest)
        }

        private mutating func put(_ bytes: UnsafeRawBufferPointer) throws {
            try file.write(bytes, at: size)
            digest.update(bytes)
            size += Int64(bytes.count)
        }
    }
}
