// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// That a repository has a blob.
public struct BlobRecord: Hashable, Sendable {
    /// The blob.
    public var digest: Digest
    /// Its size in bytes.
    public var size: Int64
    /// When it was uploaded to or mounted into the repository.
    public var linkedAt: Timestamp

    /// Creates a record.
    public init(digest: Digest, size: Int64, linkedAt: Timestamp) {
        self.digest = digest
        self.size = size
        self.linkedAt = linkedAt
    }
}
