// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel

/// Notes where the members of an archive are, as it is read once.
struct ArchiveIndexer: TarConsumer {
    /// Whether to hash members that are not blobs of a layout, whose names tell their hashes.
    enum Hashing: Sendable {
        case none
        case others
    }

    private(set) var members: [String: ArchiveMember] = [:]
    private let hashing: Hashing
    private var path: String?
    private var digest: RunningDigest?
    private var last: (path: String, end: Int64)?

    init(hashing: Hashing) {
        self.hashing = hashing
    }

    mutating func begin(_ entry: TarEntry, at offset: Int64) throws {
        // The header of this member lies between the content of the last one and its own.
        noteEnd(at: offset - 512)
        path = nil
        digest = nil
        guard let path = ArchivePath.canonical(entry.path), !path.isEmpty else { return }
        let kind: ArchiveMember.Kind
        switch entry.kind {
        case .file: kind = .file
        case .symbolicLink, .hardLink:
            guard let target = ArchivePath.target(of: entry, at: path) else { return }
            kind = .link(target)
        case .directory, .characterDevice, .blockDevice, .fifo: return
        }
        let isRepeated = members[path] != nil
        members[path] = ArchiveMember(kind: kind, offset: offset, size: entry.size, isRepeated: isRepeated)
        guard case .file = kind else { return }
        self.path = path
        last = (path, offset &+ entry.size)
        if hashing == .others, !path.hasPrefix("blobs/") { digest = RunningDigest(.sha256) }
    }

    mutating func content(_ bytes: UnsafeRawBufferPointer) throws {
        digest?.update(bytes)
    }

    mutating func end() throws {
        if let path, let digest { members[path]?.digest = digest.digest }
    }

    /// Notes where the archive goes on, or ends, after the last file.
    mutating func noteEnd(at offset: Int64) {
        guard let last else { return }
        if last.end > offset { members[last.path]?.isShortened = true }
        self.last = nil
    }
}
