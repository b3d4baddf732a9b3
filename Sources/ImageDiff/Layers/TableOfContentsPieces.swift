// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto

/// Checks that the pieces which a table of contents cuts files into make them up, and gathers what it claims of them.
///
/// A node checks a piece by the piece's own digest when it loads it. Those digests are not compared with the bytes: their
/// hash tells whether two layers claim the same.
struct TableOfContentsPieces {
    /// The file whose pieces are read: what it was cut into so far reaches up to `end`.
    private var current: (name: String, size: Int64, end: Int64, first: String?)?
    private var hasPieces = false
    private var hasher = SHA256()

    /// The hash of all that is claimed of single pieces; nil if no file has more than one.
    var claims: ContentHash? { hasPieces ? ContentHash(hasher.finalize()) : nil }

    /// Begins a file, of which an entry is the first piece.
    mutating func begin(_ entry: TableOfContents.Entry) {
        guard entry.size > 0, entry.chunkSize >= 0 else {
            current = nil
            return
        }
        let end = entry.chunkSize == 0 ? entry.size : entry.chunkSize
        current = (entry.name, entry.size, end, entry.chunkDigest)
    }

    /// Adds a further piece; false if it does not follow on the one before.
    mutating func add(_ entry: TableOfContents.Entry) -> Bool {
        guard let file = current, entry.name == file.name || entry.name.isEmpty else { return false }
        // A piece without a size is the rest of the file. The first piece can be no rest if another follows.
        let isFollowing = entry.chunkOffset == file.end && file.end < file.size
        let rest = file.size - file.end
        guard isFollowing, (0...rest).contains(entry.chunkSize) else {
            current = nil
            return false
        }
        hasPieces = true
        if let first = file.first { claim(file.name, 0, file.end, first) }
        current?.first = nil
        let size = entry.chunkSize == 0 ? rest : entry.chunkSize
        current?.end = file.end + size
        claim(file.name, entry.chunkOffset, size, entry.chunkDigest ?? "")
        return true
    }

    /// Ends a file and names it if its pieces do not make it up.
    mutating func end() -> [UInt8]? {
        defer { current = nil }
        return current.flatMap { $0.end == $0.size ? nil : Array($0.name.utf8) }
    }

    private mutating func claim(_ name: String, _ offset: Int64, _ size: Int64, _ digest: String) {
        // Lengths first, lest two claims read alike.
        let text = "\(name.utf8.count):\(name)\(offset):\(size):\(digest.utf8.count):\(digest)"
        hasher.update(data: Array(text.utf8))
    }
}
