// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import OCIModel

/// The hash of a blob's bytes by the function that its digest names.
struct BlobHasher {
    private var sha256: SHA256?
    private var sha512: SHA512?

    init(_ algorithm: OCIModel.Digest.Algorithm) {
        switch algorithm {
        case .sha256: sha256 = SHA256()
        case .sha512: sha512 = SHA512()
        }
    }

    var isSHA256: Bool { sha256 != nil }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        sha256?.update(bufferPointer: bytes)
        sha512?.update(bufferPointer: bytes)
    }

    func finish() -> OCIModel.Digest {
        guard let sha512 else {
            return OCIModel.Digest(algorithm: .sha256, hash: Array((sha256 ?? SHA256()).finalize()))
        }
        return OCIModel.Digest(algorithm: .sha512, hash: Array(sha512.finalize()))
    }
}
