// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel

@testable import OCIClient

/// Images in memory, as places hold them.
struct TestImages: Sendable {
    static let configType = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")

    private(set) var blobs: [Digest: [UInt8]] = [:]
    private(set) var manifests: [Digest: FetchedManifest] = [:]
    var tags: [String: Digest] = [:]

    /// Adds a blob.
    mutating func blob(_ bytes: [UInt8], _ type: MediaType) -> Descriptor {
        let digest = RunningDigest.of(bytes, .sha256)
        blobs[digest] = bytes
        return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
    }

    /// Adds an image whose layers hold the given files.
    mutating func image(
        _ layers: [[String: String]],
        platform: Platform = Platform(os: "linux", architecture: "amd64"),
        layerType: String = "application/vnd.oci.image.layer.v1.tar"
    ) throws -> Descriptor {
        let tars = layers.map { TestArchive(files: $0).bytes }
        let descriptors = tars.map { blob($0, MediaType(rawValue: layerType)) }
        var json = JSONWriter()
        json.object { json in
            json.member("architecture", platform.architecture)
            json.member("os", platform.os)
            json.member(
                "rootfs",
                object: { json in
                    json.member("type", "layers")
                    json.member("diff_ids", texts: descriptors.map(\.digest.rawValue))
                }
            )
        }
        var descriptor = try manifest(config: blob(json.bytes, Self.configType), layers: descriptors)
        descriptor.platform = platform
        return descriptor
    }

    /// Adds an artifact that refers to a manifest.
    mutating func referrer(to subject: Descriptor, _ content: String) throws -> Descriptor {
        let config = blob(Array("{}".utf8), MediaType(rawValue: "application/vnd.oci.empty.v1+json"))
        let layer = blob(Array(content.utf8), MediaType(rawValue: "text/spdx"))
        return try manifest(config: config, layers: [layer], subject: subject, artifactType: "application/spdx")
    }

    /// Adds an index.
    mutating func index(_ children: [Descriptor]) throws -> Descriptor {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageIndex.rawValue)
            json.member("manifests", children) { json, child in Self.write(child, &json) }
        }
        return try add(json.bytes, .imageIndex)
    }

    mutating func manifest(
        config: Descriptor,
        layers: [Descriptor],
        subject: Descriptor? = nil,
        artifactType: String? = nil
    ) throws -> Descriptor {
        var json = JSONWriter()
        // As skopeo and umoci write it: without a mediaType of its own.
        json.object { json in
            json.member("schemaVersion", 2)
            if let artifactType { json.member("artifactType", artifactType) }
            json.member("config", object: { Self.write(config, &$0) })
            json.member("layers", layers) { json, layer in Self.write(layer, &json) }
            if let subject { json.member("subject", object: { Self.write(subject, &$0) }) }
        }
        return try add(json.bytes, .imageManifest)
    }

    private mutating func add(_ bytes: [UInt8], _ type: MediaType) throws -> Descriptor {
        let manifest = FetchedManifest(
            manifest: try Manifest(bytes, declared: type),
            digest: RunningDigest.of(bytes, .sha256)
        )
        manifests[manifest.digest] = manifest
        return manifest.descriptor
    }

    private static func write(_ descriptor: Descriptor, _ json: inout JSONWriter) {
        json.member("mediaType", descriptor.mediaType.rawValue)
        json.member("digest", descriptor.digest.rawValue)
        json.member("size", descriptor.size)
        guard let platform = descriptor.platform else { return }
        json.member(
            "platform",
            object: { json in
                json.member("architecture", platform.architecture)
                json.member("os", platform.os)
            }
        )
    }
}

extension TestImages {
    /// An index of two images that share a layer, one with a referrer which has one itself, and a signature's tag.
    static func family() throws -> TestImages {
        var images = TestImages()
        let base = ["etc/os-release": "ID=test"]
        let first = try images.image([base, ["bin/first": "1"]])
        let second = try images.image(
            [base, ["bin/second": "2"]],
            platform: Platform(os: "linux", architecture: "arm64")
        )
        let root = try images.index([first, second])
        let bill = try images.referrer(to: first, "a bill of materials")
        _ = try images.referrer(to: bill, "a signature of the bill")
        let signature = try images.image([["signature": "of the index"]])
        images.tags = ["1.0": root.digest, "sha256-\(root.digest.hex).sig": signature.digest]
        return images
    }

    /// The files of a layout that holds the images, by their paths.
    func layout() throws -> [(path: String, bytes: [UInt8])] {
        var draft = LayoutDraft()
        let named = Dictionary(grouping: tags, by: \.value).mapValues { $0.map(\.key) }
        for manifest in manifests.values { draft.add(manifest, names: named[manifest.digest] ?? []) }
        var files = [
            (path: "oci-layout", bytes: Array(LayoutIndex.versionFile.utf8)),
            (path: "index.json", bytes: try draft.index(replacing: nil)),
        ]
        for (digest, bytes) in blobs { files.append((digest.layoutPath, bytes)) }
        for (digest, manifest) in manifests { files.append((digest.layoutPath, manifest.manifest.bytes)) }
        return files
    }
}
