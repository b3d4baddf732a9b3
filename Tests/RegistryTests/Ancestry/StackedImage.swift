// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import Storage
import Testing

/// What an image of a test is made of, beyond its layers.
struct Making {
    var platform = "linux/amd64"
    var annotations: [String: String] = [:]
    var labels: [String: String] = [:]
    var mediaType = MediaType.imageManifest
    var configType = "application/vnd.oci.image.config.v1+json"
    var layerType = "application/vnd.oci.image.layer.v1.tar+gzip"
    var artifactType: String?
    /// Further members of the descriptor of the configuration.
    var configMembers = ""
    /// The layers the configuration names, where it does not tell the truth.
    var diffIDs: [Digest]?
    /// The configuration's bytes, where it is none.
    var config: String?
}

extension Image {
    /// Makes an image of layers with these contents, base first, each packed in a way of its own.
    init(_ name: String, _ stack: [String], _ making: Making = Making()) {
        let layers = stack.map { ByteBuffer(string: "\($0), packed for \(name)") }
        let diffIDs = making.diffIDs ?? stack.map(Self.diffID)
        let platform = making.platform.split(separator: "/").map(String.init)
        let variant = platform.count > 2 ? #","variant":"\#(platform[2])""# : ""
        let config = ByteBuffer(
            string: making.config
                ?? #"""
                {"author":"\#(name)","os":"\#(platform[0])","architecture":"\#(platform[1])"\#(variant),
                "config":{"Labels":\#(Self.object(making.labels))},
                "rootfs":{"type":"layers","diff_ids":[\#(diffIDs.map { #""\#($0)""# }.joined(separator: ","))]}}
                """#
        )
        let descriptors = layers.map { Self.pointer(making.layerType, $0) }.joined(separator: ",")
        let artifactType = making.artifactType.map { #","artifactType":"\#($0)""# } ?? ""
        self.init(
            mediaType: making.mediaType,
            text: #"""
                {"schemaVersion":2,"mediaType":"\#(making.mediaType)"\#(artifactType),
                "config":\#(Self.pointer(making.configType, config, making.configMembers)),
                "layers":[\#(descriptors)],"annotations":\#(Self.object(making.annotations))}
                """#,
            blobs: [config] + layers
        )
    }

    /// Makes an index whose annotations, or whose entries', say more.
    init(listing children: [Image], annotations: [String: String], entries: [String: String] = [:]) {
        let descriptors = children.map { child in
            Self.pointer(child.mediaType.rawValue, child.bytes, #","annotations":"# + Self.object(entries))
        }
        self.init(
            mediaType: .imageIndex,
            text: #"""
                {"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","annotations":\#(Self.object(annotations)),
                "manifests":[\#(descriptors.joined(separator: ","))]}
                """#,
            children: children
        )
    }

    /// Makes an image of a manifest's text and what it points to.
    init(mediaType: MediaType = .imageManifest, text: String, blobs: [ByteBuffer] = [], children: [Image] = []) {
        self.mediaType = mediaType
        self.bytes = ByteBuffer(string: text)
        self.blobs = blobs
        self.children = children
    }

    /// The digest of a layer of this content, unpacked.
    static func diffID(_ content: String) -> Digest {
        content.isEmpty ? ImageConfig.emptyLayer : Digest(of: Array(content.utf8))
    }

    private static func pointer(_ type: String, _ bytes: ByteBuffer, _ more: String = "") -> String {
        #"{"mediaType":"\#(type)","digest":"\#(Digest(of: bytes))","size":\#(bytes.readableBytes)\#(more)}"#
    }

    private static func object(_ members: [String: String]) -> String {
        let pairs = members.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }
        return "{" + pairs.joined(separator: ",") + "}"
    }
}

extension [String: String] {
    /// The annotations, or labels, of an image that says what it was built on.
    static func base(_ digest: Digest, name: String = "docker.io/library/base:1") -> [String: String] {
        ["org.opencontainers.image.base.name": name, "org.opencontainers.image.base.digest": digest.rawValue]
    }
}

/// An edge as tests write it.
struct Link: Hashable, CustomStringConvertible {
    let parent: Digest
    let child: Digest
    var evidence = AncestryGraph.Evidence.layers
    var isContradicted = false

    init(_ parent: Image, _ child: Image, _ evidence: AncestryGraph.Evidence = .layers, isContradicted: Bool = false) {
        self.init(parent.digest, child.digest, evidence, isContradicted: isContradicted)
    }

    init(
        _ parent: Digest,
        _ child: Digest,
        _ evidence: AncestryGraph.Evidence = .layers,
        isContradicted: Bool = false
    ) {
        self.parent = parent
        self.child = child
        self.evidence = evidence
        self.isContradicted = isContradicted
    }

    var description: String {
        "\(parent.short) > \(child.short) by \(evidence)\(isContradicted ? ", contradicted" : "")"
    }
}

extension AncestryGraph {
    var links: Set<Link> {
        Set(edges.map { Link($0.parent, $0.child, $0.evidence, isContradicted: $0.isContradicted) })
    }

    var digests: Set<Digest> { Set(nodes.map(\.digest)) }

    func references(of image: Image) -> [String]? { nodes.first { $0.digest == image.digest }?.references }
}

extension TestRegistry {
    /// The graph of references; of everything without any.
    func graph(
        _ references: String...,
        limit: Int = .max,
        by caller: Caller = .eve
    ) async throws -> AncestryGraph {
        try await registry.graph(of: try references.map { try Reference($0) }, limit: limit, by: caller)
    }
}
