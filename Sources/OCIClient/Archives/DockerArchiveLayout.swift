// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import NIOCore
import OCIModel

/// A layout made up from an archive of Docker before 25, which has no manifests.
///
/// What is made up is OCI's: other tools find no Docker manifests in layouts. Docker's configurations are OCI's as
/// well.
struct DockerArchiveLayout {
    /// The most bytes that are read of each of the archive's own files.
    static let maximumFileSize = 8 << 20
    /// The most images, and the most layers of one.
    static let maximumCount = 1_000

    let archive: ArchiveFile
    let limits: ArchiveLimits
    private(set) var content: AssembledContent
    private(set) var index = LayoutIndex(entries: [])
    private(set) var notes: [String] = []

    init(archive: ArchiveFile, limits: ArchiveLimits) {
        self.archive = archive
        self.limits = limits
        self.content = AssembledContent()
    }

    /// Reads `manifest.json`, or `repositories` where Docker was older than 1.10.
    mutating func read() throws {
        let images: [DockerArchiveImage]
        if let file = try archive.file("manifest.json") {
            images = try DockerArchiveImage.list(json(file, "manifest.json"), in: archive.name)
            notes.append(
                "\(archive.name) has no manifests, as Docker before 25 wrote it: their digests are made up by holdfast"
            )
        } else if let file = try archive.file("repositories") {
            var history = AncientHistory(archive: archive, limits: limits)
            images = try history.images(json(file, "repositories"), into: &content)
            notes.append(
                "\(archive.name) was written by Docker before 1.10: "
                    + "manifests and configurations are made up by holdfast from the layers and their descriptions"
            )
        } else {
            throw ClientError(
                .malformed,
                "\(archive.name) is nothing that docker save writes: it has no manifest.json and no repositories"
            )
        }
        index = LayoutIndex(entries: try images.map { try entry($0) })
    }

    private func json(_ file: FileExtent, _ path: String) throws -> JSONValue {
        let bytes = try file.bytes(limit: Self.maximumFileSize, what: "\(path) of \(archive.name)")
        do throws(JSONError) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw ClientError(.malformed, "\(path) of \(archive.name) cannot be read: \(error)")
        }
    }

    /// Makes the manifest of an image.
    private mutating func entry(_ image: DockerArchiveImage) throws -> LayoutIndex.Entry {
        let config: Descriptor
        switch image.config {
        case .member(let path):
            config = try descriptor(path, type: "application/vnd.oci.image.config.v1+json", of: image)
        case .made(let made): config = made
        }
        var layers: [Descriptor] = []
        for path in image.layers {
            layers.append(try descriptor(path, type: "application/vnd.oci.image.layer.v1.tar", of: image))
        }
        let bytes = Self.manifest(config: config, layers: layers)
        let manifest = try content.add(bytes, as: .imageManifest)
        return LayoutIndex.Entry(descriptor: manifest, names: image.names)
    }

    private mutating func descriptor(
        _ path: String,
        type: String,
        of image: DockerArchiveImage
    ) throws -> Descriptor {
        guard let file = try archive.file(path), let digest = try archive.digest(of: path) else {
            throw ClientError(
                .malformed,
                "\(archive.name) lacks \(path), which \(image.names.first ?? "its image") needs",
                advice: "The archive is incomplete; save the image again."
            )
        }
        content.add(file, as: digest)
        let suffix = type.hasSuffix("tar") ? try Self.compressionSuffix(of: file) : ""
        return Descriptor(mediaType: MediaType(rawValue: type + suffix), digest: digest, size: file.size)
    }

    /// What the type of a layer ends with, by its first bytes.
    private static func compressionSuffix(of file: FileExtent) throws -> String {
        let head = try file.file.read(at: file.offset, count: Int(min(4, file.size))).readableBytesView
        if head.starts(with: [0x1f, 0x8b]) { return "+gzip" }
        return head.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) ? "+zstd" : ""
    }

    private static func manifest(config: Descriptor, layers: [Descriptor]) -> [UInt8] {
        let write = { (json: inout JSONWriter, descriptor: Descriptor) in
            json.member("mediaType", descriptor.mediaType.rawValue)
            json.member("size", descriptor.size)
            json.member("digest", descriptor.digest.rawValue)
        }
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageManifest.rawValue)
            json.member("config", object: { write(&$0, config) })
            json.member("layers", layers, write)
        }
        return json.bytes
    }
}
