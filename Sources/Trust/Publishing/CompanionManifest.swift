// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The manifest under a companion tag, with one signature more: every earlier layer, then the new one.
struct CompanionManifest {
    private static let configType = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
    private static let dawn = "0001-01-01T00:00:00Z"

    /// The configuration, which lists the payloads as if they were layers of an image.
    let config: [UInt8]
    /// The manifest.
    let bytes: [UInt8]

    init(
        adding payload: [UInt8],
        signature: [UInt8],
        to earlier: Manifest?,
        of subject: Digest
    ) throws(PublicationError) {
        if let earlier {
            guard earlier.mediaType == .imageManifest, earlier.config?.mediaType == Self.configType,
                earlier.subject == nil,
                earlier.layers.allSatisfy({ $0.mediaType.rawValue == SignatureArtifact.simpleSigningType })
            else { throw .foreignCompanion(of: subject) }
            guard earlier.layers.count < SignatureArtifact.maximumLayers else { throw .fullCompanion(of: subject) }
        }
        let added = Descriptor(
            mediaType: MediaType(rawValue: SignatureArtifact.simpleSigningType),
            digest: Digest(sha256Of: payload),
            size: Int64(payload.count),
            annotations: [SignatureArtifact.signatureAnnotation: Base64.encode(signature)]
        )
        let layers = (earlier?.layers ?? []) + [added]
        config = Self.config(layers)
        bytes = Self.manifest(config: config, layers: layers, annotations: earlier?.annotations ?? [:])
    }

    /// Payloads are not compressed, so the DiffID of each is its digest.
    private static func config(_ layers: [Descriptor]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("architecture", "")
            json.member("created", dawn)
            json.member("history", layers) { json, _ in json.member("created", dawn) }
            json.member("os", "")
            json.member("rootfs") { json in
                json.member("type", "layers")
                json.member("diff_ids", texts: layers.map(\.digest.rawValue))
            }
            json.member("config") { _ in }
        }
        return json.bytes
    }

    private static func manifest(config: [UInt8], layers: [Descriptor], annotations: [String: String]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", Int64(2))
            json.member("mediaType", MediaType.imageManifest.rawValue)
            json.member("config") { json in
                json.member("mediaType", configType.rawValue)
                json.member("size", Int64(config.count))
                json.member("digest", Digest(sha256Of: config).rawValue)
            }
            json.member("layers", layers) { json, layer in layer.write(to: &json) }
            if !annotations.isEmpty { json.member("annotations", sorted: annotations) }
        }
        return json.bytes
    }
}

extension Descriptor {
    /// Writes the members that descriptors of signatures and their subjects have.
    func write(to json: inout JSONWriter) {
        json.member("mediaType", mediaType.rawValue)
        json.member("size", size)
        json.member("digest", digest.rawValue)
        if !annotations.isEmpty { json.member("annotations", sorted: annotations) }
    }
}

extension JSONWriter {
    /// Writes annotations, in the order of their keys.
    mutating func member(_ key: String, sorted annotations: [String: String]) {
        member(key) { json in
            for (name, text) in annotations.sorted(by: { $0.key < $1.key }) { json.member(name, text) }
        }
    }
}
