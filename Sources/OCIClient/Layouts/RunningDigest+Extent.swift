// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension RunningDigest {
    /// The digest of a part of a file; blocks.
    static func of(_ extent: FileExtent, _ algorithm: Digest.Algorithm) throws -> Digest {
        var running = RunningDigest(algorithm)
        try extent.forEachPiece { running.update($0) }
        return running.digest
    }
}
