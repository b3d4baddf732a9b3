// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore
public import OCIModel

extension Digest {
    /// Computes the digest of bytes in memory.
    public init(of buffer: ByteBuffer, algorithm: Algorithm = .sha256) {
        var hasher = ContentHasher(algorithm)
        hasher.update(buffer)
        self = hasher.digest()
    }

    /// Computes the digest of bytes in memory.
    public init(of bytes: [UInt8], algorithm: Algorithm = .sha256) {
        var hasher = ContentHasher(algorithm)
        bytes.withUnsafeBytes { hasher.update($0) }
        self = hasher.digest()
    }
}
