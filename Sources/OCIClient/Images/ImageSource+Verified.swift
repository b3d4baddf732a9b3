// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
public import OCIModel

extension ImageSource {
    /// Opens a blob whose bytes are verified while they pass.
    ///
    /// The stream throws ``ClientError/Code/integrity`` as soon as there are more bytes than the descriptor says, and at
    /// the end when there are fewer or they do not hash to the digest. Until it has ended without an error nothing that
    /// was read may be relied on.
    ///
    /// - Parameters:
    ///   - blob: What to read; its size and digest are what is checked.
    ///   - progress: The account that the bytes are reported to.
    /// - Returns: The stream, to be read once.
    /// - Throws: ``ClientError`` when the blob cannot be opened.
    public func blob(_ blob: Descriptor, progress: TransferProgress? = nil) async throws -> BlobStream {
        let stream = try await open(blob, from: 0)
        let name = name
        return BlobStream {
            var pieces = stream.makeAsyncIterator()
            var check = BlobCheck(blob, source: name)
            return {
                guard let piece = try await pieces.next() else {
                    try check.finish()
                    return nil
                }
                try check.take(piece)
                progress?.advance(bytes: Int64(piece.readableBytes))
                return piece
            }
        }
    }

    /// Reads a whole small blob, such as a configuration, and verifies it.
    ///
    /// - Parameters:
    ///   - blob: What to read.
    ///   - limit: The most bytes it may have.
    /// - Returns: The verified bytes.
    /// - Throws: ``ClientError/Code/malformed`` when the blob is larger than the limit, ``ClientError/Code/integrity``
    ///   when it is not what its descriptor says.
    public func bytes(of blob: Descriptor, limit: Int) async throws -> [UInt8] {
        guard blob.size <= limit else {
            throw ClientError(
                .malformed,
                "\(name): blob \(blob.digest) has \(blob.size) bytes where \(limit) is the most that is read"
            )
        }
        var bytes: [UInt8] = []
        for try await piece in try await self.blob(blob) {
            bytes.append(contentsOf: piece.readableBytesView)
        }
        return bytes
    }
}
