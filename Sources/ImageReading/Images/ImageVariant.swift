// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIClient
public import OCIModel

/// An image for one platform: its manifest and its configuration, verified.
public struct ImageVariant: Sendable {
    /// The platform by the index that lists the image, else by its configuration: as runtimes choose.
    public let platform: Platform
    /// The manifest.
    public let manifest: FetchedManifest
    /// The configuration.
    public let config: ImageConfig

    /// The layers with the digests that their uncompressed content must have.
    ///
    /// - Throws: `ClientError` when a layer is no file system, or the configuration names another number of them.
    public func layers() throws(ClientError) -> [LayerRequest] {
        let layers = manifest.manifest.layers
        for layer in layers where !layer.mediaType.isFileSystemLayer {
            throw ClientError(
                .malformed,
                "\(manifest.digest) is no image of files",
                reason: "its layer \(layer.digest) has the type \"\(layer.mediaType)\""
            )
        }
        guard layers.count == config.diffIDs.count else {
            throw ClientError(
                .integrity,
                "the configuration \(manifest.manifest.config?.digest.rawValue ?? "") does not fit its manifest",
                reason: "it names \(config.diffIDs.count) layers, the manifest has \(layers.count)"
            )
        }
        return zip(layers, config.diffIDs).map { LayerRequest(layer: $0, diffID: $1) }
    }
}

extension MediaType {
    /// Tells whether a layer of this type is a tar archive of files, in whatever compression.
    public var isFileSystemLayer: Bool {
        rawValue.hasPrefix("application/vnd.oci.image.layer.v1.tar")
            || rawValue.hasPrefix("application/vnd.oci.image.layer.nondistributable.v1.tar")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.diff.tar")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.foreign.diff.tar")
    }
}
