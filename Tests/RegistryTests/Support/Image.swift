// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage

/// Content that a test pushes: a manifest with the blobs or manifests it points to.
struct Image: Sendable {
    /// A layer of a signer's manifest.
    struct Layer: Sendable {
        let text: String
        var annotations: [String: String] = [:]
    }

    let mediaType: MediaType
    let bytes: ByteBuffer
    /// The config and the layers.
    let blobs: [ByteBuffer]
    /// The manifests of an index.
    let children: [Image]

    var digest: Digest { Digest(of: bytes) }
    var blobDigests: [Digest] { blobs.map { Digest(of: $0) } }

    /// Makes an image with a config and one layer of its own.
    init(_ name: String, subject: Digest? = nil) {
        self.init(name, layers: [Layer(text: "layer of \(name)")], subject: subject)
    }

    /// Makes an image with these layers.
    init(_ name: String, layers: [Layer], subject: Digest? = nil, artifactType: String? = nil) {
        let config = ByteBuffer(string: #"{"created by":"\#(name)"}"#)
        let members = [
            #""schemaVersion":2"#, #""mediaType":"\#(MediaType.imageManifest)""#,
            artifactType.map { #""artifactType":\#($0)"# },
            #""config":\#(Self.descriptor(config, "application/vnd.oci.image.config.v1+json"))"#,
            #""layers":["# + layers.map(Self.descriptor).joined(separator: ",") + "]",
            subject.map { #""subject":{"mediaType":"\#(MediaType.imageManifest)","digest":"\#($0)","size":7}"# },
        ]
        self.mediaType = .imageManifest
        self.bytes = ByteBuffer(string: "{" + members.compactMap(\.self).joined(separator: ",") + "}")
        self.blobs = [config] + layers.map { ByteBuffer(string: $0.text) }
        self.children = []
    }

    /// Makes an index, or a list of Docker's.
    init(index children: [Image], annotations: [[String: String]] = [], as type: MediaType = .imageIndex) {
        let entries = children.enumerated().map { place, child in
            Self.descriptor(
                child.bytes,
                child.mediaType.rawValue,
                annotations.indices.contains(place) ? annotations[place] : [:]
            )
        }
        self.mediaType = type
        self.bytes = ByteBuffer(
            string: #"{"schemaVersion":2,"mediaType":"\#(type)","manifests":["#
                + entries.joined(separator: ",") + "]}"
        )
        self.blobs = []
        self.children = children
    }

    private static func descriptor(_ layer: Layer) -> String {
        descriptor(ByteBuffer(string: layer.text), "application/vnd.oci.image.layer.v1.tar", layer.annotations)
    }

    private static func descriptor(
        _ bytes: ByteBuffer,
        _ mediaType: String,
        _ annotations: [String: String] = [:]
    ) -> String {
        let pairs = annotations.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }
        let notes = pairs.isEmpty ? "" : #","annotations":{"# + pairs.joined(separator: ",") + "}"
        return
            #"{"mediaType":"\#(mediaType)","digest":"\#(Digest(of: bytes))","size":\#(bytes.readableBytes)\#(notes)}"#
    }
}
