// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension LockFile {
    /// The images of an index that somebody can ask for by their platform.
    ///
    /// Attestations and entries without a platform are no such images. Cost is linear in the size of the index.
    ///
    /// - Parameters:
    ///   - bytes: The index as the registry served it, or a single manifest, which has none.
    ///   - mediaType: What the registry served it as; nil takes what it names itself.
    /// - Returns: The images in the order of the index.
    /// - Throws: `ManifestError` when the bytes are no manifest.
    public static func platforms(
        ofIndex bytes: [UInt8],
        mediaType: MediaType? = nil
    ) throws(ManifestError) -> [PlatformDigest] {
        try Manifest(bytes, declared: mediaType).manifests.compactMap { entry in
            guard let platform = entry.platform, !entry.isAttestation, !platform.isUnknown else { return nil }
            return PlatformDigest(platform: platform, digest: entry.digest)
        }
    }
}
