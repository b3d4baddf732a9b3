// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto

extension ContentHash {
    /// Creates the hash of a short content.
    public init(hashing content: [UInt8]) {
        var hasher = SHA256()
        content.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        self.init(hasher.finalize())
    }

    /// The hash of no bytes at all, which many files have.
    static let ofNothing = ContentHash(hashing: [])
}
