// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Where a repository's log stands after its last entry.
public struct LogHead: Hashable, Sendable {
    /// The number of entries.
    public var size: Int64
    /// The roots of the perfect subtrees, largest first, 32 bytes each: all that is needed to append.
    public var range: [UInt8]
    /// The signed checkpoint of this size.
    public var checkpoint: [UInt8]
    /// The SHA-256 of the trust document that was logged last; nil while nothing was ever required.
    public var policy: Digest?

    /// Creates a head.
    public init(size: Int64, range: [UInt8], checkpoint: [UInt8], policy: Digest? = nil) {
        self.size = size
        self.range = range
        self.checkpoint = checkpoint
        self.policy = policy
    }
}
