// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CZstd
import Testing

/// Makes zstd frames, for tests.
enum Zstandard {
    static func frame(_ content: [UInt8], level: Int32 = 3) throws -> [UInt8] {
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count))
        let size = ZSTD_compress(&output, output.count, content, content.count, level)
        try #require(ZSTD_isError(size) == 0)
        return Array(output[..<size])
    }
}
