// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension Compression {
    /// All of them.
    static let allTested: [Compression] = [.none, .gzip, .zstd]

    /// Compresses an archive in this way.
    func encode(_ archive: [UInt8]) throws -> [UInt8] {
        switch self {
        case .none: archive
        case .gzip: try Gzip.member(archive)
        case .zstd: try Zstandard.frame(archive)
        }
    }
}
