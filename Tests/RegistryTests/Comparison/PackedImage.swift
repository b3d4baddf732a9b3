// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import NIOCore
import OCIModel
import Storage

/// A file of an image of a test.
struct PackedFile {
    var path: String
    var content = ""
    var mode: UInt16 = 0o644
    var modified: Int64 = 1_000_000_000

    /// A file with text.
    static func text(_ path: String, _ content: String) -> PackedFile { PackedFile(path: path, content: content) }

    /// A program for Linux, as its first bytes say.
    static func program(_ path: String, _ content: String, mode: UInt16 = 0o755) -> PackedFile {
        PackedFile(path: path, content: "\u{7f}ELF\(content)", mode: mode)
    }

    /// The list of installed packages of Debian.
    static func packages(_ versions: [String: String]) -> PackedFile {
        let paragraphs = versions.sorted { $0.key < $1.key }.map { name, version in
            "Package: \(name)\nStatus: install ok installed\nArchitecture: amd64\nVersion: \(version)\n"
        }
        return .text("var/lib/dpkg/status", paragraphs.joined(separator: "\n") + "\n")
    }

    /// The list of the files of a package of Debian.
    static func list(of package: String, _ paths: [String]) -> PackedFile {
        .text("var/lib/dpkg/info/\(package).list", "/.\n" + paths.map { "/\($0)\n" }.joined())
    }

    /// The same file, changed at another moment.
    func touched() -> PackedFile {
        var file = self
        file.modified += 3_600
        return file
    }
}

/// What an image of a test is besides its files.
struct Packing {
    var platform = "linux/amd64"
    var entrypoint = "/app/tool"
    var user = ""
    var labels: [String: String] = [:]
    var configType = "application/vnd.oci.image.config.v1+json"
    /// What the configuration names, where it does not tell the truth.
    var diffIDs: [Digest]?
}

extension Image {
    /// Makes an image of layers with files, base first.
    init(files layers: [[PackedFile]], _ packing: Packing = Packing()) {
        let archives = layers.map { Self.archive($0) }
        let diffIDs = (packing.diffIDs ?? archives.map { Digest(of: $0) }).map { "\"\($0)\"" }.joined(separator: ",")
        let labels = packing.labels.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        let platform = packing.platform.split(separator: "/")
        let config = ByteBuffer(
            string: #"""
                {"os":"\#(platform[0])","architecture":"\#(platform[1])","config":{"Entrypoint":["\#(packing.entrypoint)"],
                "User":"\#(packing.user)","Labels":{\#(labels.joined(separator: ","))}},
                "rootfs":{"type":"layers","diff_ids":[\#(diffIDs)]}}
                """#
        )
        let blobs = archives.map { ByteBuffer(bytes: $0) }
        let descriptors = blobs.map { Self.entry("application/vnd.oci.image.layer.v1.tar", $0) }
        self.init(
            text: #"""
                {"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)",
                "config":\#(Self.entry(packing.configType, config)),"layers":[\#(descriptors.joined(separator: ","))]}
                """#,
            blobs: [config] + blobs
        )
    }

    /// Makes an index of images for platforms.
    init(platforms: [(name: String, image: Image)], more: String = "") {
        let entries = platforms.map { name, image in
            let parts = name.split(separator: "/")
            return Self.entry(
                image.mediaType.rawValue,
                image.bytes,
                #","platform":{"os":"\#(parts[0])","architecture":"\#(parts[1])"}"#
            )
        }
        self.init(
            mediaType: .imageIndex,
            text: #"""
                {"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)",
                "manifests":[\#(entries.joined(separator: ","))]\#(more)}
                """#,
            children: platforms.map(\.image)
        )
    }

    /// The digests of the layers.
    var layerDigests: [Digest] { Array(blobDigests.dropFirst()) }

    private static func archive(_ files: [PackedFile]) -> [UInt8] {
        var writer = TarWriter()
        var bytes: [UInt8] = []
        for file in files {
            let content = Array(file.content.utf8)
            let entry = TarEntry(
                path: ByteString(file.path.utf8),
                mode: file.mode,
                size: Int64(content.count),
                modified: TarEntry.Time(seconds: file.modified)
            )
            bytes += writer.entry(entry) + content + TarWriter.padding(after: entry.size)
        }
        return bytes + TarWriter.endMarker
    }

    private static func entry(_ type: String, _ bytes: ByteBuffer, _ more: String = "") -> String {
        #"{"mediaType":"\#(type)","digest":"\#(Digest(of: bytes))","size":\#(bytes.readableBytes)\#(more)}"#
    }
}
