// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import NIOCore
internal import OCIModel
internal import Storage

extension Registry {
    /// The most layers an image may have to be put into the index; engines stop at 127.
    static let maximumLayers = 1_024
    /// The most bytes of a configuration that are read at a push, as many as a manifest may have.
    private static let maximumConfigSize = Manifest.maximumSize
    /// The most bytes of each part of a platform.
    private static let maximumPlatformLength = 64

    /// Finds out what a manifest tells of the place of images among others.
    ///
    /// Never throws: a registry stores whatever it is given, and what is not understood is not in the index. The
    /// configuration, or the statements, are read by digest alone; that the repository has them is checked by whoever
    /// records the result.
    func ancestry(of manifest: Manifest, _ digest: Digest, in repository: RepositoryName) async -> ManifestAncestry {
        if manifest.mediaType.isIndex {
            return ManifestAncestry(ofIndex: manifest, provenance: await provenance(listedBy: manifest))
        }
        guard let descriptor = manifest.imageConfig else { return await provenance(in: manifest, digest) }
        do {
            let config = try await config(descriptor)
            let image = try Self.image(config, descriptor.digest, manifest)
            return ManifestAncestry(of: manifest, digest, image: image, labels: config.execution.labels)
        } catch {
            log.debug(
                "an image is not put into the index of images",
                metadata: ["repository": "\(repository)", "digest": "\(digest)", "reason": "\(error)"]
            )
            return .unknown
        }
    }

    private func config(_ descriptor: Descriptor) async throws -> ImageConfig {
        guard let bytes = try await blobs.bytes(of: descriptor.digest, limit: Self.maximumConfigSize) else {
            throw NotIndexed("its configuration is not stored")
        }
        guard Digest(of: bytes, algorithm: descriptor.digest.algorithm) == descriptor.digest else {
            throw NotIndexed("the stored bytes of its configuration are damaged")
        }
        return try ImageConfig(Array(bytes.readableBytesView))
    }

    private static func image(_ config: ImageConfig, _ digest: Digest, _ manifest: Manifest) throws -> ImageRecord {
        guard config.diffIDs.count == manifest.layers.count else {
            throw NotIndexed(
                "its configuration has \(config.diffIDs.count) layers, its manifest \(manifest.layers.count)"
            )
        }
        guard config.diffIDs.count <= maximumLayers else {
            throw NotIndexed("it has \(config.diffIDs.count) layers, more than \(maximumLayers)")
        }
        let platform = config.platform
        guard
            [platform.os, platform.architecture, platform.variant ?? ""]
                .allSatisfy({ $0.utf8.count <= maximumPlatformLength })
        else { throw NotIndexed("its platform is no platform") }
        let chainIDs = config.chainIDs { Digest(of: Array($0.utf8)) }
        return ImageRecord(
            config: digest,
            platform: platform,
            layers: zip(config.diffIDs, chainIDs).map { ImageRecord.Layer(diffID: $0, chainID: $1) }
        )
    }
}

/// Why an image is not in the index of images.
private struct NotIndexed: Error, CustomStringConvertible {
    let description: String

    init(_ reason: String) {
        self.description = reason
    }
}

extension Manifest {
    /// The configuration, when the manifest is that of an image and not of an artifact in an image's clothes.
    ///
    /// Signatures and attestations are stored under an image's configuration, but their layers are no layers. What may
    /// lie elsewhere is not read: the repository need not have it.
    var imageConfig: Descriptor? {
        guard mediaType == .imageManifest || mediaType == .dockerManifest, let config, config.mustBePresent,
            Self.imageConfigTypes.contains(config.mediaType.rawValue), artifactType == config.mediaType.rawValue,
            layers.allSatisfy(\.mediaType.isImageLayer)
        else { return nil }
        return config
    }

    private static let imageConfigTypes: Set<String> = [
        "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json",
    ]
}

extension MediaType {
    fileprivate var isImageLayer: Bool {
        rawValue.hasPrefix("application/vnd.oci.image.layer.")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.")
    }
}
