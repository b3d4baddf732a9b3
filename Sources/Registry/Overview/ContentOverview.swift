// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Storage

/// What a manifest stands for, as far as a list shows it: its platforms, and how much there is to pull.
public struct ContentOverview: Hashable, Sendable {
    /// One image of what may be an index.
    public struct Image: Hashable, Sendable {
        /// The image's manifest.
        public let digest: Digest
        /// What it is for; nil when it is no image that runs somewhere.
        public let platform: Platform?
        /// The bytes of the manifest, its configuration and layers, each once.
        public let size: Int64
    }

    /// The most manifests of an index that are looked at.
    static let maximumImages = 100

    /// The type of the manifest.
    public let mediaType: MediaType
    /// The kind of artifact, when it is no image.
    public let artifactType: String?
    /// The images, in the order of their platforms' names; an image by itself is the only one.
    public let images: [Image]
    /// Tells whether there are more images than were looked at.
    public let isShortened: Bool

    /// The bytes of the largest image.
    ///
    /// A client pulls one of an index.
    public var size: Int64 { images.map(\.size).max() ?? 0 }

    /// The platforms, without what runs nowhere.
    public var platforms: [Platform] { images.compactMap(\.platform) }
}

extension MetadataReader {
    /// The types of configuration that make a manifest an image, and so no artifact.
    private static var imageConfigurations: [String] {
        ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"]
    }

    /// Looks at what a manifest of a repository stands for; nil when it is not there.
    func contentOverview(of digest: Digest, in repository: RepositoryName) throws -> ContentOverview? {
        guard let manifest = try manifest(digest, in: repository) else { return nil }
        guard manifest.mediaType.isIndex else {
            return ContentOverview(
                mediaType: manifest.mediaType,
                artifactType: manifest.artifactType.flatMap { Self.imageConfigurations.contains($0) ? nil : $0 },
                images: [try contentImage(manifest.digest, manifest.size, in: repository)],
                isShortened: false
            )
        }
        let children = try children(of: digest, in: repository)
        let images = try children.prefix(ContentOverview.maximumImages).compactMap { child in
            try self.manifest(child, in: repository).map { try contentImage(child, $0.size, in: repository) }
        }
        return ContentOverview(
            mediaType: manifest.mediaType,
            artifactType: manifest.artifactType,
            images: images.sorted {
                ($0.platform?.description ?? "~", $0.digest) < ($1.platform?.description ?? "~", $1.digest)
            },
            isShortened: children.count > ContentOverview.maximumImages
        )
    }

    private func contentImage(_ digest: Digest, _ size: Int64, in repository: RepositoryName) throws
        -> ContentOverview.Image
    {
        let platform = try image(digest, in: repository)?.platform
        let blobs = try children(of: digest, in: repository).reduce(Int64(0)) { sum, child in
            // Layers that may lie elsewhere are not here, and do not count.
            sum.addingReportingOverflow(try blob(child, in: repository)?.size ?? 0).partialValue
        }
        return ContentOverview.Image(
            digest: digest,
            // Attestations are stored as images of an unknown platform.
            platform: platform.flatMap { $0.os.isEmpty || $0.os == "unknown" ? nil : $0 },
            size: blobs.addingReportingOverflow(size).partialValue
        )
    }
}
