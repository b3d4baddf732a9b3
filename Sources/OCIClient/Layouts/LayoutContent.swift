// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel

/// The files of an OCI image layout, in a directory or in an archive.
protocol LayoutContent: Sendable {
    /// Finds a file by its path in the layout, or gives nil when there is none; blocks.
    func file(_ path: String) throws -> FileExtent?
}

/// The files of a layout in a directory.
struct LayoutDirectory: LayoutContent {
    let root: LocalFile

    /// Opens a directory; the path itself may lead through symbolic links.
    init(path: String) throws {
        guard let root = try LocalFile.open(path, O_RDONLY | O_DIRECTORY) else {
            throw FileFailure.error("open", path, number: ENOENT)
        }
        self.root = root
    }

    func file(_ path: String) throws -> FileExtent? {
        var place = root
        let elements = path.split(separator: "/")
        for element in elements.dropLast() {
            guard let next = try place.open(entry: String(element), O_RDONLY | O_DIRECTORY) else { return nil }
            place = next
        }
        guard let name = elements.last, let file = try place.open(entry: String(name), O_RDONLY) else { return nil }
        return FileExtent(file: file, offset: 0, size: try file.regularFileSize())
    }
}

extension Digest {
    /// Where a layout keeps the content of a digest.
    var layoutPath: String { "blobs/\(algorithm.rawValue)/\(hex)" }
}
