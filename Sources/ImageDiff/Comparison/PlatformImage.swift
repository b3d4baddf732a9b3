// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An image for one platform among those that a reference leads to.
public struct PlatformImage: Hashable, Sendable {
    /// Who says which platform it is for.
    public enum Origin: Hashable, Sendable {
        /// The index that lists it.
        case index
        /// Its own configuration; no index lists it.
        case configuration
    }

    /// The platform, with parts that may be empty.
    public var platform: Platform
    /// The manifest's digest.
    public var digest: Digest
    /// Who says which platform it is for.
    public var origin: Origin

    /// Creates an image.
    public init(platform: Platform, digest: Digest, origin: Origin) {
        self.platform = platform
        self.digest = digest
        self.origin = origin
    }

    /// The images that an index lists, without attestations.
    ///
    /// An attestation is about an image, and none. An index within the index is listed by its own digest.
    public static func images(listedBy index: Manifest) -> [PlatformImage] {
        index.manifests.filter { !isAttestation($0) }.map {
            PlatformImage(
                platform: $0.platform ?? Platform(os: "", architecture: ""),
                digest: $0.digest,
                origin: .index
            )
        }
    }

    /// Tells whether an index lists a statement about an image, such as its provenance, in place of an image.
    ///
    /// It must say so itself and be for the platform `unknown/unknown`: either alone could hide an image that runs.
    public static func isAttestation(_ descriptor: Descriptor) -> Bool {
        descriptor.annotations["vnd.docker.reference.type"] != nil
            && descriptor.platform?.os == "unknown" && descriptor.platform?.architecture == "unknown"
    }

    /// The platform as `os/architecture[/variant]` in the usual spelling; `unknown` if nobody says it.
    public var name: String { NormalPlatform(platform).description }
}
