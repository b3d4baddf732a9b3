// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOPosix

/// A part of a file that stands for a file of its own: a blob of a layout, a member of an archive.
struct FileExtent: Sendable {
    /// How many bytes one read gives.
    static let pieceSize = 256 << 10

    let file: LocalFile
    let offset: Int64
    let size: Int64

    /// Reads everything; blocks.
    ///
    /// - Throws: ``ClientError`` with `malformed` when there is more than `limit`.
    func bytes(limit: Int, what: String) throws -> [UInt8] {
        guard size <= Int64(limit) else {
            throw ClientError(.malformed, "\(what) has \(size) bytes, more than the \(limit) that are read")
        }
        let buffer = try file.read(at: offset, count: Int(size))
        guard buffer.readableBytes == Int(size) else { throw shrunk() }
        return Array(buffer.readableBytesView)
    }

    /// Gives the bytes from a place in the extent on.
    func stream(from start: Int64) -> BlobStream {
        BlobStream { [self] in
            var position = max(0, min(start, size))
            return {
                guard position < size else { return nil }
                let count = Int(min(Int64(Self.pieceSize), size - position))
                let place = offset + position
                let piece = try await NIOThreadPool.singleton.runIfActive { try file.read(at: place, count: count) }
                guard piece.readableBytes == count else { throw shrunk() }
                position += Int64(count)
                return piece
            }
        }
    }

    /// Gives the pieces one after another to a function; blocks.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let space = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
        defer { space.deallocate() }
        var position: Int64 = 0
        while position < size {
            let count = Int(min(Int64(Self.pieceSize), size - position))
            let piece = UnsafeMutableRawBufferPointer(rebasing: space.prefix(count))
            guard try file.read(at: offset + position, into: piece) == count else { throw shrunk() }
            try body(UnsafeRawBufferPointer(piece))
            position += Int64(count)
        }
    }

    private func shrunk() -> ClientError {
        ClientError(.file, "\(file.path) became shorter while it was read")
    }
}
