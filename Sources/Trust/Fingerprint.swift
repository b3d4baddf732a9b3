// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
public import OCIModel

extension OCIModel.Digest {
    /// Hashes bytes that lie in memory with SHA-256.
    ///
    /// Keys are called by the hash of their SubjectPublicKeyInfo, signatures by the hash of their bytes.
    public init(sha256Of bytes: [UInt8]) {
        self.init(algorithm: .sha256, hash: Array(SHA256.hash(data: bytes)))
    }
}
