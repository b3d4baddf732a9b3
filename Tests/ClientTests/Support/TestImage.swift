// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// An image made by hand: the manifest and everything that it names.
struct TestImage: Sendable {
    static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    static let indexType = "application/vnd.oci.image.index.v1+json"

    var mediaType = Self.manifestType
    var manifest: Data
    /// Configuration and layers.
    var blobs: [Data] = []
    /// The images of an index.
    var children: [TestImage] = []

    var digest: String { sha256(of: manifest) }

    private struct Descriptor: Encodable {
        struct Platform: Encodable {
            var os = "linux"
            var architecture: String
        }

        var mediaType: String
        var digest: String
        var size: Int
        var platform: Platform?
    }

    private struct Manifest: Encodable {
        var schemaVersion = 2
        var mediaType: String
        var config: Descriptor?
        var layers: [Descriptor]?
        var manifests: [Descriptor]?
    }

    private struct Configuration: Encodable {
        struct Process: Encodable {
            var command: [String]
            var labels: [String: String]

            enum CodingKeys: String, CodingKey {
                case command = "Cmd"
                case labels = "Labels"
            }
        }

        struct RootFS: Encodable {
            var type = "layers"
            var layers: [String]

            enum CodingKeys: String, CodingKey {
                case type
                case layers = "diff_ids"
            }
        }

        var os = "linux"
        var architecture: String
        var config: Process
        var rootfs: RootFS
    }

    /// Makes an image of layers that are tar archives.
    init(layers: [Data], architecture: String = "amd64", command: [String] = [], labels: [String: String] = [:]) throws
    {
        let configuration = try Self.json(
            Configuration(
                architecture: architecture,
                config: .init(command: command, labels: labels),
                rootfs: .init(layers: layers.map { sha256(of: $0) })
            )
        )
        blobs = [configuration] + layers
        manifest = try Self.json(
            Manifest(
                mediaType: Self.manifestType,
                config: Self.descriptor(of: configuration, "application/vnd.oci.image.config.v1+json"),
                layers: layers.map { Self.descriptor(of: $0, "application/vnd.oci.image.layer.v1.tar") }
            )
        )
    }

    /// Makes an index of images, each with its architecture.
    init(index children: KeyValuePairs<String, TestImage>) throws {
        mediaType = Self.indexType
        self.children = children.map(\.value)
        manifest = try Self.json(
            Manifest(
                mediaType: Self.indexType,
                manifests: children.map { architecture, image in
                    var descriptor = Self.descriptor(of: image.manifest, image.mediaType)
                    descriptor.platform = .init(architecture: architecture)
                    return descriptor
                }
            )
        )
    }

    /// An image of noise, the same for the same generator.
    static func random(layers sizes: [Int], using generator: inout Noise) throws -> TestImage {
        try TestImage(layers: sizes.map { generator.bytes($0) }, labels: ["noise": "\(generator.next())"])
    }

    private static func descriptor(of bytes: Data, _ mediaType: String) -> Descriptor {
        Descriptor(mediaType: mediaType, digest: sha256(of: bytes), size: bytes.count)
    }

    private static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}

/// Numbers that look random and are the same for the same seed.
struct Noise: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> Data {
        var words: [UInt64] = []
        words.reserveCapacity(count / 8 + 1)
        for _ in 0...count / 8 { words.append(next()) }
        return words.withUnsafeBytes { Data($0.prefix(count)) }
    }
}
