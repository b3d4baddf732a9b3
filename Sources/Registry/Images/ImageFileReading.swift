// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Archive
internal import ImageDiff
internal import ImageReading
internal import OCIClient
internal import OCIModel
internal import Storage

/// Finds the content of a small file in the one layer that has it.
struct ImageFileReading {
    private let file: FileTree.File
    private let layer: LayerRequest?
    /// The names by which the layer may have it.
    private let names: Set<ByteString>

    /// The most names of one file that are looked for.
    private static let maximumNames = 100

    init(_ file: FileTree.File, in tree: ImageTree) {
        self.file = file
        self.layer = tree.layers.indices.contains(file.entry.layer) ? tree.layers[file.entry.layer] : nil
        let first = file.hardLinkOf ?? file.path
        let linked = tree.tree.files.lazy.filter { $0.path == first || $0.hardLinkOf == first }.map(\.path.relative)
        self.names = Set(linked.prefix(Self.maximumNames)).union([file.path.relative])
    }

    /// The content, verified by the hash that the tree has for it.
    func content(from source: any ImageSource, progress: TransferProgress) async throws -> [UInt8] {
        guard let layer else { throw ClientError(.malformed, "no layer has \(PathText.line(file.path))") }
        progress.expect(blobs: 1, bytes: layer.layer.size)
        let contents = try await scan(layer.layer, names, source, progress)
        if let content = content(in: contents) { return content }
        // The layer has it by another name, such as one that leads through a link: the hash tells by which.
        let others = contents.members.lazy.filter { member in
            guard case .file(let entry) = member.kind else { return false }
            return entry.hash == file.entry.hash
        }.map(\.path)
        progress.expect(blobs: 1, bytes: layer.layer.size)
        let again = try await scan(layer.layer, Set(others.prefix(Self.maximumNames)), source, progress)
        guard let content = content(in: again) else {
            throw ClientError(.malformed, "the layer \(layer.layer.digest) lacks \(PathText.line(file.path))")
        }
        return content
    }

    private func content(in contents: LayerContents) -> [UInt8]? {
        contents.captured.values.first { bytes in
            bytes.count == file.entry.size && file.entry.hash?.digest == Digest(of: bytes)
        }
    }

    private func scan(
        _ layer: Descriptor,
        _ names: Set<ByteString>,
        _ source: any ImageSource,
        _ progress: TransferProgress
    ) async throws -> LayerContents {
        do {
            return try await LayerScan.contents(
                of: layer,
                in: source,
                progress: progress,
                limits: ReadingPace.gentle.limits,
                capturing: names
            )
        } catch let error as LayerScan.Unreadable {
            throw ClientError(.malformed, "the layer \(layer.digest) cannot be read", reason: error.reason)
        }
    }
}
