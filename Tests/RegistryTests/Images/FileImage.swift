// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import NIOCore
import OCIModel
import Storage

/// An image whose layers are real archives.
struct FileImage {
    /// A member of a layer with its content.
    struct Member {
        var entry: TarEntry
        var content: [UInt8] = []

        static func file(_ path: ByteString, _ text: String, mode: UInt16 = 0o644) -> Member {
            Member(
                entry: TarEntry(path: path, mode: mode, size: Int64(text.utf8.count)),
                content: Array(text.utf8)
            )
        }

        static func directory(_ path: ByteString, mode: UInt16 = 0o755) -> Member {
            Member(entry: TarEntry(path: path, kind: .directory, mode: mode))
        }

        static func symlink(_ path: ByteString, to target: ByteString) -> Member {
            Member(entry: TarEntry(path: path, kind: .symbolicLink, mode: 0o777, linkTarget: target))
        }

        static func hardLink(_ path: ByteString, to target: ByteString) -> Member {
            Member(entry: TarEntry(path: path, kind: .hardLink, linkTarget: target))
        }
    }

    /// Makes an image of layers, base first.
    ///
    /// - Parameters:
    ///   - layers: The members of each layer.
    ///   - config: The members of the configuration's `config` object, as JSON.
    ///   - history: The `history` member, as JSON.
    ///   - diffIDs: The layers the configuration names, where it does not tell the truth.
    /// - Returns: The image.
    static func image(
        _ layers: [[Member]],
        config: String = "",
        history: String? = nil,
        diffIDs: [Digest]? = nil
    ) -> Image {
        let archives = layers.map { archive($0) }
        let digests = (diffIDs ?? archives.map { Digest(of: $0) }).map { "\"\($0)\"" }.joined(separator: ",")
        let bytes = ByteBuffer(
            string: """
                {"os":"linux","architecture":"amd64","config":{\(config)},\
                \(history.map { "\"history\":\($0)," } ?? "")\
                "rootfs":{"type":"layers","diff_ids":[\(digests)]}}
                """
        )
        let pointers = archives.map { pointer("application/vnd.oci.image.layer.v1.tar", $0) }
        return Image(
            text: """
                {"schemaVersion":2,"mediaType":"\(MediaType.imageManifest)",\
                "config":\(pointer("application/vnd.oci.image.config.v1+json", bytes)),\
                "layers":[\(pointers.joined(separator: ","))]}
                """,
            blobs: [bytes] + archives
        )
    }

    private static func archive(_ members: [Member]) -> ByteBuffer {
        var writer = TarWriter()
        var bytes: [UInt8] = []
        for member in members {
            bytes += writer.entry(member.entry) + member.content
            bytes += TarWriter.padding(after: Int64(member.content.count))
        }
        return ByteBuffer(bytes: bytes + TarWriter.endMarker)
    }

    private static func pointer(_ type: String, _ bytes: ByteBuffer) -> String {
        "{\"mediaType\":\"\(type)\",\"digest\":\"\(Digest(of: bytes))\",\"size\":\(bytes.readableBytes)}"
    }
}
