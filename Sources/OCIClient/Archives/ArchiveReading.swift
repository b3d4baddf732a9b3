// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// One pass over an archive, compressed or not.
struct ArchiveReading: ~Copyable {
    private let decompressor: Decompressor
    private var tar: TarReader
    private var indexer: ArchiveIndexer
    /// What a compressed archive expands to.
    private var expanded: LocalFile?

    init(limits: ArchiveLimits, hashing: ArchiveIndexer.Hashing) {
        self.decompressor = Decompressor(limits: limits)
        self.tar = TarReader(limits: limits)
        self.indexer = ArchiveIndexer(hashing: hashing)
    }

    /// Takes the next bytes of the file.
    mutating func take(_ bytes: UnsafeRawBufferPointer) throws {
        try decompressor.write(bytes) { try put($0) }
    }

    /// Ends the archive; gives its members, and the expanded archive if it was compressed.
    consuming func finish() throws -> (members: [String: ArchiveMember], expanded: LocalFile?) {
        try decompressor.finish { try put($0) }
        _ = try tar.finish(to: &indexer)
        indexer.noteEnd(at: decompressor.expandedSize)
        return (indexer.members, expanded)
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) throws {
        if let compression = decompressor.compression, compression != .none {
            let file = try expanded ?? FileDraft.unnamed()
            expanded = file
            // The bytes handed over are counted already.
            try file.write(bytes, at: decompressor.expandedSize - Int64(bytes.count))
        }
        try tar.write(bytes, to: &indexer)
    }
}
