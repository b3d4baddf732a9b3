// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

/// An image for one platform: its manifest and its configuration, verified.
struct ImageVariant: Sendable {
    /// The platform by the index that lists the image, else by its configuration: as runtimes choose.
    let platform: Platform
    /// The manifest.
    let manifest: FetchedManifest
    /// The configuration.
    let config: ImageConfig

    /// The layers with the digests that their uncompressed content must have.
    ///
    /// - Throws: ``CommandFailure`` when a layer is no file system, or the configuration names another number of them.
    func layers() throws(CommandFailure) -> [LayerRequest] {
        let layers = manifest.manifest.layers
        for layer in layers where !layer.mediaType.isFileSystemLayer {
            throw CommandFailure(
                .registry,
                "\(manifest.digest) is no image of files",
                cause: .own("its layer \(layer.digest) has the type \"\(layer.mediaType)\"")
            )
        }
        guard layers.count == config.diffIDs.count else {
            throw CommandFailure(
                .integrity,
                "the configuration \(manifest.manifest.config?.digest.rawValue ?? "") does not fit its manifest",
                cause: .own("it names \(config.diffIDs.count) layers, the manifest has \(layers.count)")
            )
        }
        return zip(layers, config.diffIDs).map { LayerRequest(layer: $0, diffID: $1) }
    }
}

/// A layer that is to be read, and what its uncompressed content must hash to.
struct LayerRequest: Hashable, Sendable {
    let layer: Descriptor
    let diffID: Digest
}

extension MediaType {
    /// Tells whether a layer of this type is a tar archive of files, in whatever compression.
    var isFileSystemLayer: Bool {
        rawValue.hasPrefix("application/vnd.oci.image.layer.v1.tar")
            || rawValue.hasPrefix("application/vnd.oci.image.layer.nondistributable.v1.tar")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.diff.tar")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.foreign.diff.tar")
    }
}
