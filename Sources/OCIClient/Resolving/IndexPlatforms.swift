// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Which digest each platform of an index has.
public struct IndexPlatforms: Hashable, Sendable {
    /// The image of one platform.
    public struct Entry: Hashable, Sendable {
        /// The platform; two entries may name the same one, as those for different versions of Windows do.
        public let platform: Platform
        /// What the index says of the image's manifest.
        public let descriptor: Descriptor

        /// The digest of the image's manifest.
        public var digest: Digest { descriptor.digest }
    }

    /// The images in the order of the index, without attestations and what names no platform.
    public let entries: [Entry]

    /// Takes the platforms out of a manifest; one that is no index has none.
    public init(_ manifest: Manifest) {
        self.entries = manifest.manifests.filter { !$0.isAttestation }
            .compactMap { entry in entry.platform.map { Entry(platform: $0, descriptor: entry) } }
    }

    /// Finds the image for a platform; see `Platform.choice(among:platform:digest:)`.
    public func entry(for wish: Platform) -> Entry? {
        wish.choice(among: entries, platform: \.platform, digest: \.digest)
    }

    /// Tells whether a digest is that of one of the platforms.
    public func contains(_ digest: Digest) -> Bool { entries.contains { $0.digest == digest } }
}
