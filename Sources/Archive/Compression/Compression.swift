// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How a stream is compressed.
public enum Compression: String, Hashable, Sendable {
    case none
    case gzip
    case zstd
}

extension Compression {
    /// What the first bytes of a stream tell.
    enum Recognition {
        case known(Compression)
        /// A compression that is not read.
        case unsupported(String)
        /// More bytes are needed.
        case undecided
    }

    /// The most bytes that are needed: a tar header, whose checksum tells a member named `BZh` from bzip2.
    static let recognitionSize = TarHeader.blockSize

    /// Recognises a compression by its magic number; media types lie often.
    ///
    /// - Parameters:
    ///   - head: The first bytes.
    ///   - isWhole: The stream has no more than these.
    /// - Returns: What they tell.
    static func recognize(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Recognition {
        guard isWhole || head.count >= longestMagic else { return .undecided }
        if head.starts(with: [0x1f, 0x8b]) { return .known(.gzip) }
        if isZstandard(head) { return .known(.zstd) }
        guard let other = others.first(where: { head.starts(with: $0.magic) }) else { return .known(.none) }
        guard isWhole || head.count >= TarHeader.blockSize else { return .undecided }
        if head.count >= TarHeader.blockSize, TarHeader.hasValidChecksum(.init(rebasing: head[..<TarHeader.blockSize]))
        {
            return .known(.none)
        }
        return .unsupported(other.name)
    }

    /// Tells whether a frame of zstd begins here: one with content, or one to be skipped (RFC 8878, 3.1).
    static func isZstandard(_ head: UnsafeRawBufferPointer) -> Bool {
        guard head.count >= 4 else { return false }
        let magic = UInt32(littleEndian: head.loadUnaligned(as: UInt32.self))
        return magic == 0xfd2f_b528 || magic & 0xffff_fff0 == 0x184d_2a50
    }

    private static let longestMagic = 6

    private static let others: [(name: String, magic: [UInt8])] = [
        ("bzip2", [0x42, 0x5a, 0x68]),
        ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
        ("lz4", [0x04, 0x22, 0x4d, 0x18]),
    ]
}
