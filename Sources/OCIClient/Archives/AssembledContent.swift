// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The blobs of a layout that is put together from parts of an archive and from bytes made up for it.
struct AssembledContent: LayoutContent {
    private var files: [String: FileExtent] = [:]
    /// Holds what was made up; it has no name.
    private var made: (file: LocalFile, size: Int64)?

    func file(_ path: String) throws -> FileExtent? { files[path] }

    /// Adds a part of the archive.
    mutating func add(_ file: FileExtent, as digest: Digest) {
        files[digest.layoutPath] = file
    }

    /// Adds bytes that were made up; gives what to call them.
    mutating func add(_ bytes: [UInt8], as type: MediaType) throws -> Descriptor {
        let (file, offset) = try made ?? (FileDraft.unnamed(), 0)
        try bytes.withUnsafeBytes { try file.write($0, at: offset) }
        let size = Int64(bytes.count)
        made = (file, offset + size)
        let digest = RunningDigest.of(bytes, .sha256)
        files[digest.layoutPath] = FileExtent(file: file, offset: offset, size: size)
        return Descriptor(mediaType: type, digest: digest, size: size)
    }
}
