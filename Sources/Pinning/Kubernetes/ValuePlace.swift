// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Which of the texts of an image a digest goes into.
struct ValuePlace {
    let node: YAMLNode
    let holding: FoundReference.Holding

    /// Chooses between the texts that are written; nil when there is neither.
    ///
    /// - Parameters:
    ///   - tag: The tag, when it is not empty.
    ///   - digest: What stands under the key for digests, if there is one.
    init?(tag: YAMLNode?, digest: YAMLNode?) {
        if let digest, let scalar = digest.scalar {
            let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
            let isFilled = !scalar.value.isEmpty && !Self.isNull(scalar)
            // A tag that has its digest already keeps it.
            if isFilled || (isQuoted && !Self.holdsDigest(tag)) {
                self.node = digest
                self.holding = isQuoted ? .quotedDigest : .digest
                return
            }
        }
        guard let tag else { return nil }
        self.node = tag
        self.holding = .tag
    }

    private static func holdsDigest(_ tag: YAMLNode?) -> Bool { tag?.string?.utf8.contains(UInt8(ascii: "@")) ?? false }

    private static func isNull(_ scalar: YAMLScalar) -> Bool {
        scalar.style == .plain && ["~", "null", "Null", "NULL"].contains(scalar.value)
    }
}
