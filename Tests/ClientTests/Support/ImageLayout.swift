// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// An OCI image layout on disk.
enum ImageLayout {
    /// Writes images under their tags.
    static func write(_ images: KeyValuePairs<String, TestImage>, to directory: TemporaryDirectory, _ name: String)
        throws
    {
        try directory.write("\(name)/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        var entries: [String] = []
        for (tag, image) in images {
            try store(image, directory, name)
            entries.append(
                """
                {"mediaType":"\(image.mediaType)","digest":"\(image.digest)","size":\(image.manifest.count),\
                "annotations":{"org.opencontainers.image.ref.name":"\(tag)"}}
                """
            )
        }
        try directory.write(
            "\(name)/index.json",
            #"{"schemaVersion":2,"manifests":[\#(entries.joined(separator: ","))]}"#
        )
    }

    private static func store(_ image: TestImage, _ directory: TemporaryDirectory, _ name: String) throws {
        for bytes in image.blobs + [image.manifest] {
            try directory.write("\(name)/blobs/sha256/\(sha256(of: bytes).dropFirst("sha256:".count))", bytes)
        }
        for child in image.children { try store(child, directory, name) }
    }

    /// The blobs of a layout, by the name of their files.
    static func blobs(in path: String) throws -> [String: Data] {
        let directory = "\(path)/blobs/sha256"
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return try names.reduce(into: [:]) { blobs, name in
            blobs[name] = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))
        }
    }
}
