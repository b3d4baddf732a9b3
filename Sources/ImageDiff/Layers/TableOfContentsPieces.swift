// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import OCIModel

/// Checks that the pieces which a table of contents cuts files into make them up, and that their digests are right.
///
/// A node checks a piece by the piece's own digest when it loads it. A digest can be checked here if the layer is
/// compressed in these pieces, as the format has it. Of all others the hash tells whether two layers claim the same.
struct TableOfContentsPieces {
    /// What is to be said of a piece.
    enum Finding {
        case agrees
        /// It does not follow on the piece before.
        case doesNotFollow
        /// It, or the first piece before it, has another digest than its bytes.
        case hasOtherContent
    }

    /// The file whose pieces are read.
    private struct File {
        var name: String
        var position: Int
        var size: Int64
        /// How far the pieces so far reach.
        var end: Int64
        /// The digest of the first piece, as long as no other came.
        var first: String?
    }

    private let known: FilePieces
    private var current: File?
    private var isUnchecked = false
    private var hasher = SHA256()

    init(_ known: FilePieces) {
        self.known = known
    }

    /// The hash of all claims that could not be checked; nil if there are none.
    var unchecked: ContentHash? { isUnchecked ? ContentHash(hasher.finalize()) : nil }

    /// Begins a file, of which an entry is the first piece.
    mutating func begin(_ entry: TableOfContents.Entry, of position: Int) {
        guard entry.size > 0, entry.chunkSize >= 0 else {
            current = nil
            return
        }
        let end = entry.chunkSize == 0 ? entry.size : entry.chunkSize
        current = File(name: entry.name, position: position, size: entry.size, end: end, first: entry.chunkDigest ?? "")
    }

    /// Adds a further piece.
    mutating func add(_ entry: TableOfContents.Entry) -> Finding {
        guard let file = current, entry.name == file.name || entry.name.isEmpty else { return .doesNotFollow }
        // A piece without a size is the rest of the file. The first piece can be no rest if another follows.
        let isFollowing = entry.chunkOffset == file.end && file.end < file.size
        let rest = file.size - file.end
        guard isFollowing, (0...rest).contains(entry.chunkSize) else {
            current = nil
            return .doesNotFollow
        }
        let size = entry.chunkSize == 0 ? rest : entry.chunkSize
        current?.first = nil
        current?.end = file.end + size
        let isFirstRight = file.first.map { isRight($0, from: 0, size: file.end, of: file) } ?? true
        let isNextRight = isRight(entry.chunkDigest ?? "", from: entry.chunkOffset, size: size, of: file)
        return isFirstRight && isNextRight ? .agrees : .hasOtherContent
    }

    /// Ends a file and names it if its pieces do not make it up.
    mutating func end() -> [UInt8]? {
        defer { current = nil }
        return current.flatMap { $0.end == $0.size ? nil : Array($0.name.utf8) }
    }

    /// Tells whether a piece has a digest, or that cannot be told.
    private mutating func isRight(_ digest: String, from start: Int64, size: Int64, of file: File) -> Bool {
        if let hash = known.hash(of: file.position, from: start, size: size), !digest.isEmpty {
            return hash.digest.rawValue == digest
        }
        // Lengths first, lest two claims read alike.
        let text = "\(file.name.utf8.count):\(file.name)\(start):\(size):\(digest.utf8.count):\(digest)"
        hasher.update(data: Array(text.utf8))
        isUnchecked = true
        return true
    }
}
