// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto

/// The hashes of the pieces into which the members of a gzip stream cut files.
///
/// A builder of eStargz begins a member with each piece of a file, so that a node can load the piece alone. Which pieces
/// there are its table of contents tells only at the end of the layer: so each place where a member begins within a file
/// counts as the beginning of a piece.
struct FilePieces {
    private struct Piece {
        var member: Int32
        var start: Int64
        var size: Int64
        var hash: ContentHash
    }

    /// In the order of the archive, and so sorted.
    private var pieces: [Piece] = []
    private var hasher: SHA256?
    private var start: Int64 = 0

    /// The most that are kept, some 14 MiB; of more nothing is known.
    private static let maximum = 1 << 18

    /// Takes the next bytes of the file that is being read.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hasher?.update(bufferPointer: bytes)
    }

    /// Another piece of a file begins.
    ///
    /// The hash of the first is that of the whole file up to here, so that only files that are cut are hashed twice.
    mutating func cut(_ member: Int, at size: Int64, whole: SHA256) {
        guard size > start else { return }
        keep(member, upTo: size, hasher ?? whole)
        hasher = SHA256()
        start = size
    }

    /// The file is complete, or was never begun.
    mutating func end(_ member: Int, at size: Int64) {
        if let hasher, size > start { keep(member, upTo: size, hasher) }
        hasher = nil
        start = 0
    }

    private mutating func keep(_ member: Int, upTo end: Int64, _ hasher: SHA256) {
        guard pieces.count < Self.maximum, let member = Int32(exactly: member) else { return }
        let hash = ContentHash(hasher.finalize())
        pieces.append(Piece(member: member, start: start, size: end - start, hash: hash))
    }

    /// The hash of a piece of a file; nil if the stream does not cut the file so.
    func hash(of member: Int, from start: Int64, size: Int64) -> ContentHash? {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            let piece = pieces[middle]
            if (Int(piece.member), piece.start) < (member, start) { low = middle + 1 } else { high = middle }
        }
        guard low < pieces.count else { return nil }
        let piece = pieces[low]
        return Int(piece.member) == member && piece.start == start && piece.size == size ? piece.hash : nil
    }
}
