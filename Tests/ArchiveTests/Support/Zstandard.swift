// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CZstd
import Testing

/// Makes zstd frames, for tests.
enum Zstandard {
    static func frame(_ content: [UInt8], level: Int32 = 3, windowLog: Int32 = 0) throws -> [UInt8] {
        let context = try #require(ZSTD_createCCtx())
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        if windowLog > 0 {
            ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
            ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
        }
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(content.count))
        let size = ZSTD_compress2(context, &output, output.count, content, content.count)
        try #require(ZSTD_isError(size) == 0)
        return Array(output[..<size])
    }

    static func skippableFrame(_ content: [UInt8], kind: UInt8 = 0) -> [UInt8] {
        let size = UInt32(content.count)
        return [0x50 + kind, 0x2a, 0x4d, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } + content
    }
}
