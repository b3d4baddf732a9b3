// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

/// What the layers of an image hold.
struct ImageContents: Sendable {
    /// How many of the biggest files are named.
    private static let biggestCount = 10

    let tree: FileTree
    let packages: PackageSet
    /// The name of the distribution, by `os-release`.
    let distribution: String?
    /// The uncompressed sizes of the layers.
    let layerSizes: [Int64]

    /// Reads an image.
    @concurrent static func read(
        _ variant: ImageVariant,
        in source: any ImageSource,
        progress: TransferProgress
    ) async throws -> ImageContents {
        var reading = LayerReading(progress: progress)
        let layers = try variant.layers()
        try await reading.read(layers, from: source)
        let tree = try reading.tree(of: layers)
        let capture: (FileTree.File) -> [UInt8]? = { file in
            guard layers.indices.contains(file.entry.layer) else { return nil }
            return reading.contents[layers[file.entry.layer].layer.digest]?.captured[file.path.relative]
        }
        let release = ["/etc/os-release", "/usr/lib/os-release"]
            .compactMap { tree[$0] }
            .first { $0.entry.kind == .file }
            .flatMap(capture)
        return ImageContents(
            tree: tree,
            packages: PackageSet(in: tree, content: capture),
            distribution: release.flatMap(Self.distribution),
            layerSizes: layers.compactMap { reading.contents[$0.layer.digest]?.size }
        )
    }

    /// The `PRETTY_NAME` of an `os-release` file (os-release(5)).
    private static func distribution(_ bytes: [UInt8]) -> String? {
        let key = "PRETTY_NAME="
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: key.utf8) {
            let value = String(decoding: line.dropFirst(key.utf8.count), as: UTF8.self)
            return String(value.drop { $0 == "\"" || $0 == "'" }.reversed().drop { $0 == "\"" || $0 == "'" }.reversed())
        }
        return nil
    }

    /// The files by size, biggest first; of hard links one.
    var biggest: [FileTree.File] {
        let files = tree.files.filter { $0.entry.kind == .file && $0.hardLinkOf == nil }
        return Array(
            files.sorted { ($1.entry.size, $0.path) < ($0.entry.size, $1.path) }.prefix(Self.biggestCount)
        )
    }

    /// How many files there are, directories and links among them.
    var fileCount: Int { tree.files.count }

    /// The bytes of all files; hard links counted once.
    var size: Int64 {
        tree.files.reduce(0) { sum, file in
            file.hardLinkOf == nil ? sum.addingReportingOverflow(file.entry.size).partialValue : sum
        }
    }
}
