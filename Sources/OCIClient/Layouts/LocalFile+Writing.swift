// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOCore
import NIOPosix

extension LocalFile {
    /// Writes a stream at an offset.
    ///
    /// - Throws: What the stream throws, and ``ClientError`` with `integrity` when it has another length.
    func write(_ stream: BlobStream, size: Int64, at offset: Int64 = 0) async throws {
        var position: Int64 = 0
        var pending = ByteBuffer()
        for try await var piece in stream {
            pending.writeBuffer(&piece)
            guard pending.readableBytes >= FileExtent.pieceSize else { continue }
            position = try await write(pending, at: position, of: size, from: offset)
            pending.clear()
        }
        position = try await write(pending, at: position, of: size, from: offset)
        guard position == size else {
            throw ClientError(.integrity, "\(path) ended after \(position) bytes, it should have \(size)")
        }
    }

    /// Writes a piece unless it would exceed the size; gives the place after it.
    private func write(_ piece: ByteBuffer, at position: Int64, of size: Int64, from offset: Int64) async throws
        -> Int64
    {
        let next = position + Int64(piece.readableBytes)
        guard next <= size else {
            throw ClientError(.integrity, "\(path) has more than the \(size) bytes it should have")
        }
        try await NIOThreadPool.singleton.runIfActive {
            try piece.withUnsafeReadableBytes { try self.write($0, at: offset + position) }
        }
        return next
    }
}
