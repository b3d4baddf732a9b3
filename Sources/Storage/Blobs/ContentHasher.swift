// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import NIOCore
internal import OCIModel

/// A running hash of one of the algorithms that digests may use.
enum ContentHasher {
    case sha256(SHA256)
    case sha512(SHA512)

    init(_ algorithm: OCIModel.Digest.Algorithm) {
        switch algorithm {
        case .sha256: self = .sha256(SHA256())
        case .sha512: self = .sha512(SHA512())
        }
    }

    var algorithm: OCIModel.Digest.Algorithm {
        switch self {
        case .sha256: .sha256
        case .sha512: .sha512
        }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .sha256(var hasher):
            hasher.update(bufferPointer: bytes)
            self = .sha256(hasher)
        case .sha512(var hasher):
            hasher.update(bufferPointer: bytes)
            self = .sha512(hasher)
        }
    }

    mutating func update(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { update($0) }
    }

    func digest() -> OCIModel.Digest {
        switch self {
        case .sha256(let hasher): OCIModel.Digest(algorithm: .sha256, hash: Array(hasher.finalize()))
        case .sha512(let hasher): OCIModel.Digest(algorithm: .sha512, hash: Array(hasher.finalize()))
        }
    }
}
