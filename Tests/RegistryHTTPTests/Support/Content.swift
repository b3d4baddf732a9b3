// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage

/// A manifest to be pushed, with all that has to be there before it.
struct Content: Sendable {
    let bytes: ByteBuffer
    let mediaType: MediaType
    var blobs: [Blob] = []
    var children: [Content] = []
    var subject: Digest?

    var digest: Digest { digest(.sha256) }
    var size: Int { bytes.readableBytes }

    func digest(_ algorithm: Digest.Algorithm) -> Digest { Digest(of: bytes, algorithm: algorithm) }

    /// How another manifest points to this one.
    func descriptor(_ more: String = "") -> String {
        Self.descriptor(mediaType.rawValue, digest, size, more)
    }

    static func descriptor(_ type: String, _ digest: Digest, _ size: Int, _ more: String = "") -> String {
        #"{"mediaType": "\#(type)", "digest": "\#(digest)", "size": \#(size)\#(more)}"#
    }

    static func descriptor(_ type: String, _ blob: Blob, _ more: String = "") -> String {
        descriptor(type, blob.digest, blob.size, more)
    }
}

// MARK: Kinds of content

extension Content {
    static let configType = "application/vnd.oci.image.config.v1+json"
    static let layerType = "application/vnd.oci.image.layer.v1.tar+gzip"
    static let emptyType = "application/vnd.oci.empty.v1+json"

    /// An image of one layer; different seeds give different images, and `more` is further members, each after a comma.
    static func image(_ seed: UInt64 = 1, layerType: String = layerType, more: String = "", subject: Content? = nil)
        -> Content
    {
        let config = Blob(#"{"architecture": "amd64", "os": "linux", "seed": \#(seed)}"#)
        let layer = Blob(count: 200, seed: seed)
        let members = more + (subject.map { #", "subject": \#($0.descriptor())"# } ?? "")
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    { "schemaVersion": 2, "mediaType": "\#(MediaType.imageManifest)",
                      "config": \#(descriptor(configType, config)),
                      "layers": [\#(descriptor(layerType, layer))]\#(members) }
                    """#
            ),
            mediaType: .imageManifest,
            blobs: [config, layer],
            subject: subject?.digest
        )
    }

    /// An index of manifests.
    static func index(_ children: [Content], more: String = "", subject: Content? = nil) -> Content {
        let members = more + (subject.map { #", "subject": \#($0.descriptor())"# } ?? "")
        let platform = #", "platform": {"architecture": "amd64", "os": "linux"}"#
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    {"schemaVersion": 2, "mediaType": "\#(MediaType.imageIndex)",
                     "manifests": [\#(children.map { $0.descriptor(platform) }.joined(separator: ", "))]\#(members)}
                    """#
            ),
            mediaType: .imageIndex,
            children: children,
            subject: subject?.digest
        )
    }

    /// An artifact: an image manifest with an empty config.
    static func artifact(
        _ type: String = "application/vnd.example.report",
        blobs: [Blob] = [Blob("a report")],
        more: String = "",
        subject: Content? = nil
    ) -> Content {
        let layers = blobs.isEmpty ? [Blob.emptyObject] : blobs
        let layerType = blobs.isEmpty ? emptyType : "text/plain"
        let members = more + (subject.map { #", "subject": \#($0.descriptor())"# } ?? "")
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    {"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)","artifactType":"\#(type)",
                    "config":\#(descriptor(emptyType, .emptyObject)),
                    "layers":[\#(layers.map { descriptor(layerType, $0) }.joined(separator: ","))]\#(members)}
                    """#
            ),
            mediaType: .imageManifest,
            blobs: [.emptyObject] + layers,
            subject: subject?.digest
        )
    }

    /// An image as Docker pushes it.
    static func docker(_ seed: UInt64 = 1) -> Content {
        let config = Blob(#"{"architecture": "amd64", "os": "linux", "docker": \#(seed)}"#)
        let layer = Blob(count: 150, seed: seed)
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    {
                       "schemaVersion": 2,
                       "mediaType": "\#(MediaType.dockerManifest)",
                       "config": \#(descriptor("application/vnd.docker.container.image.v1+json", config)),
                       "layers": [\#(descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", layer))]
                    }
                    """#
            ),
            mediaType: .dockerManifest,
            blobs: [config, layer]
        )
    }

    /// A list as Docker pushes it.
    static func dockerList(_ children: [Content]) -> Content {
        Content(
            bytes: ByteBuffer(
                string: #"""
                    {"schemaVersion": 2, "mediaType": "\#(MediaType.dockerManifestList)",
                     "manifests": [\#(children.map { $0.descriptor() }.joined(separator: ", "))]}
                    """#
            ),
            mediaType: .dockerManifestList,
            children: children
        )
    }
}
