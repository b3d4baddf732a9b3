// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage

/// Bytes to be stored, with what they hash to.
struct Blob: Sendable {
    let bytes: ByteBuffer

    init(_ text: String) {
        bytes = ByteBuffer(string: text)
    }

    /// Bytes that differ from seed to seed and from place to place, and are the same in every run.
    init(count: Int, seed: UInt64 = 1) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        var buffer = ByteBuffer()
        while buffer.readableBytes < count {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            buffer.writeInteger(state)
        }
        bytes = buffer.readSlice(length: count) ?? ByteBuffer()
    }

    var size: Int { bytes.readableBytes }
    var digest: Digest { digest(.sha256) }

    func digest(_ algorithm: Digest.Algorithm) -> Digest { Digest(of: bytes, algorithm: algorithm) }

    /// A part of the bytes.
    func part(_ range: Range<Int>) -> ByteBuffer {
        bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
    }

    static let empty = Blob("")
    static let emptyObject = Blob("{}")

    /// The digest of bytes that no test stores.
    static func missing(_ algorithm: Digest.Algorithm = .sha256) -> Digest { Blob("nobody has this").digest(algorithm) }
}
