// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Why a signature cannot be added to those that a manifest has.
public enum PublicationError: Error, Hashable {
    /// The companion tag holds something that is no list of signatures.
    case foreignCompanion(of: Digest)
    /// The companion tag holds as many signatures as clients read.
    case fullCompanion(of: Digest)
}

extension PublicationError: CustomStringConvertible {
    /// What is in the way, and what to do about it.
    public var description: String {
        switch self {
        case .foreignCompanion(let digest):
            "the tag sha256-\(digest.hex.prefix(12))….sig does not hold signatures as cosign writes them, and is not "
                + "overwritten; look at it with inspect, and delete the tag if it is a mistake"
        case .fullCompanion(let digest):
            "the tag sha256-\(digest.hex.prefix(12))….sig holds \(SignatureArtifact.maximumLayers) signatures, as many as "
                + "clients read; delete the tag to start anew, and sign again"
        }
    }
}
