// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// What a decompressor made of a stream.
struct Expansion {
    var content: [UInt8] = []
    var compression: Compression?

    /// Decompresses a stream that arrives in pieces.
    init(_ bytes: [UInt8], piece: Int = 1 << 20, limits: ArchiveLimits = ArchiveLimits()) throws {
        let decompressor = Decompressor(limits: limits)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { piece in
                try decompressor.write(piece) { result += $0 }
            }
        }
        try decompressor.finish { result += $0 }
        content = result
        compression = decompressor.compression
    }

    static func failure(
        _ bytes: [UInt8],
        piece: Int = 1 << 20,
        limits: ArchiveLimits = ArchiveLimits()
    ) -> Failure? {
        do {
            _ = try Expansion(bytes, piece: piece, limits: limits)
            return nil
        } catch {
            return Failure(error)
        }
    }
}

/// Which case of an error it is.
enum Failure: Equatable {
    case malformed
    case truncated
    case limitExceeded
    case unsupported
    case other

    init(_ error: any Error) {
        switch error as? ArchiveError {
        case .malformed: self = .malformed
        case .truncated: self = .truncated
        case .limitExceeded: self = .limitExceeded
        case .unsupported: self = .unsupported
        case nil: self = .other
        }
    }
}
