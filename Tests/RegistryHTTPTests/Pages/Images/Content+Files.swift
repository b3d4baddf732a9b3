// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import NIOCore
import OCIModel

extension Content {
    /// A file of a layer.
    struct File: Sendable {
        var path: String
        var text = ""
        var kind = TarEntry.Kind.file
        var mode: UInt16 = 0o644
        var target = ""
    }

    /// An image whose layers are real archives.
    ///
    /// - Parameters:
    ///   - layers: The files of each layer.
    ///   - execution: The members of the configuration's `config` object.
    ///   - more: Further members of the configuration, each with a comma behind it.
    ///   - annotations: The manifest's annotations.
    /// - Returns: The image.
    static func files(
        _ layers: [[File]],
        execution: [String: JSONValue] = [:],
        more: String = "",
        annotations: [String: String] = [:]
    ) -> Content {
        let archives = layers.map { archive($0) }
        let diffIDs = archives.map { #""\#($0.digest)""# }.joined(separator: ",")
        var members = JSONWriter()
        members.object { json in
            for (key, value) in execution { json.member(key, value: value) }
        }
        let config = Blob(
            #"""
            {"os":"linux","architecture":"amd64","config":\#(String(decoding: members.bytes, as: UTF8.self)),\#(more)
            "rootfs":{"type":"layers","diff_ids":[\#(diffIDs)]}}
            """#
        )
        var notes = JSONWriter()
        notes.object { json in
            for (key, value) in annotations { json.member(key, value) }
        }
        let descriptors = archives.map { descriptor("application/vnd.oci.image.layer.v1.tar", $0) }
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    {"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)",
                    "config":\#(descriptor(configType, config)),"layers":[\#(descriptors.joined(separator: ","))],
                    "annotations":\#(String(decoding: notes.bytes, as: UTF8.self))}
                    """#
            ),
            mediaType: .imageManifest,
            blobs: [config] + archives
        )
    }

    /// An index whose entries say more.
    static func index(_ entries: [(content: Content, more: String)]) -> Content {
        Content(
            bytes: ByteBuffer(
                string: #"""
                    {"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)",
                    "manifests":[\#(entries.map { $0.content.descriptor($0.more) }.joined(separator: ","))]}
                    """#
            ),
            mediaType: .imageIndex,
            children: entries.map(\.content)
        )
    }

    private static func archive(_ files: [File]) -> Blob {
        var writer = TarWriter()
        var bytes: [UInt8] = []
        for file in files {
            let size = Int64(file.text.utf8.count)
            bytes += writer.entry(
                TarEntry(
                    path: ByteString(file.path.utf8),
                    kind: file.kind,
                    mode: file.mode,
                    size: size,
                    linkTarget: ByteString(file.target.utf8)
                )
            )
            bytes += file.text.utf8
            bytes += TarWriter.padding(after: size)
        }
        // Zeros and headers of ASCII; a blob of a test is made of text.
        return Blob(String(decoding: bytes + TarWriter.endMarker, as: UTF8.self))
    }
}
