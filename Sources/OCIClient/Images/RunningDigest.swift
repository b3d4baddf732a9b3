// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import NIOCore
import OCIModel

/// The digest of bytes that come in pieces.
struct RunningDigest {
    private enum State {
        case sha256(SHA256)
        case sha512(SHA512)
    }

    private var state: State

    init(_ algorithm: OCIModel.Digest.Algorithm) {
        switch algorithm {
        case .sha256: state = .sha256(SHA256())
        case .sha512: state = .sha512(SHA512())
        }
    }

    mutating func update(_ piece: ByteBuffer) {
        piece.withUnsafeReadableBytes { update($0) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        case .sha512(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha512(hash)
        }
    }

    /// The digest of all the bytes so far.
    var digest: OCIModel.Digest {
        switch state {
        case .sha256(let hash): OCIModel.Digest(algorithm: .sha256, hash: Array(hash.finalize()))
        case .sha512(let hash): OCIModel.Digest(algorithm: .sha512, hash: Array(hash.finalize()))
        }
    }

    /// The digest of bytes at hand.
    static func of(_ bytes: [UInt8], _ algorithm: OCIModel.Digest.Algorithm) -> OCIModel.Digest {
        var running = RunningDigest(algorithm)
        bytes.withUnsafeBytes { running.update($0) }
        return running.digest
    }
}
