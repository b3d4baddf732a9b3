// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore

/// Bytes that differ from seed to seed and from place to place, and are the same in every run.
func content(_ count: Int, seed: UInt64 = 1) -> ByteBuffer {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    let block = (0..<512).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
    var buffer = ByteBuffer()
    while buffer.readableBytes < count {
        buffer.writeInteger(buffer.readableBytes)
        block.withUnsafeBytes { _ = buffer.writeBytes($0) }
    }
    return buffer.readSlice(length: count) ?? ByteBuffer()
}

extension ByteBuffer {
    /// The same bytes in pieces, of these sizes over and over.
    func pieces(of sizes: [Int]) -> [ByteBuffer] {
        var rest = self
        var pieces: [ByteBuffer] = []
        while rest.readableBytes > 0 {
            let size = min(sizes[pieces.count % sizes.count], rest.readableBytes)
            if let piece = rest.readSlice(length: size) { pieces.append(piece) }
        }
        return pieces
    }

    /// A part of the bytes.
    func part(_ range: Range<Int>) -> ByteBuffer {
        getSlice(at: readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
    }
}

/// A body that arrives in these pieces.
func body(_ pieces: [ByteBuffer]) -> AsyncThrowingStream<ByteBuffer, any Error> {
    AsyncThrowingStream { continuation in
        for piece in pieces { continuation.yield(piece) }
        continuation.finish()
    }
}

/// A body that arrives in one piece.
func body(_ bytes: ByteBuffer) -> AsyncThrowingStream<ByteBuffer, any Error> {
    body([bytes])
}

/// A body that breaks off after these pieces.
func brokenBody(_ pieces: [ByteBuffer]) -> AsyncThrowingStream<ByteBuffer, any Error> {
    AsyncThrowingStream { continuation in
        for piece in pieces { continuation.yield(piece) }
        continuation.finish(throwing: Fault.onPurpose)
    }
}

/// A body that says when it is first asked for bytes and then keeps the reader waiting until it is let go.
struct StalledBody {
    private let asked = AsyncStream<Void>.makeStream()
    private let letGo = AsyncStream<Void>.makeStream()

    var bytes: AsyncStream<ByteBuffer> {
        AsyncStream { [asked, letGo] in
            asked.continuation.yield()
            for await _ in letGo.stream { break }
            return nil
        }
    }

    func untilAsked() async {
        for await _ in asked.stream { break }
    }

    func end() {
        letGo.continuation.finish()
    }
}
