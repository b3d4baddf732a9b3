// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CZstd

/// Decodes zstd: any number of frames one after another, those to be skipped among them.
///
/// The library checks the checksum of a frame if it has one.
final class ZstandardDecoder: StreamDecoder {
    /// The largest window is 2 to the power of this: what `zstd -d` allows without being asked, 128 MiB.
    private static let windowLogMaximum: Int32 = 27

    private let context: OpaquePointer
    /// The magic number of the next frame as far as it is there; nil within a frame.
    ///
    /// It is looked at here because the library would take frames of its formats before 1.0, too.
    private var magic: [UInt8]? = []

    init() throws(StreamFailure) {
        guard let context = ZSTD_createDCtx() else {
            throw .limitExceeded("there is no memory to decompress zstd")
        }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogMaximum)
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    /// Frames are no members: nothing points to them from outside.
    let memberCount = 0

    var isComplete: Bool { magic?.isEmpty ?? false }

    func decode(
        _ input: inout UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> Int {
        var made = 0
        while made < output.count {
            if var magic {
                guard !input.isEmpty else { return made }
                magic += input.take(min(4 - magic.count, input.count))
                self.magic = magic
                if magic.count == 4 { try beginFrame(magic, output, &made) }
                continue
            }
            let before = (input.count, made)
            guard try check(decompress(&input, output, &made)) != 0 else {
                magic = []
                continue
            }
            if input.isEmpty, made < output.count { return made }
            guard (input.count, made) != before else { throw .malformed("the zstd data is damaged: it leads nowhere") }
        }
        return made
    }

    private func beginFrame(
        _ magic: [UInt8],
        _ output: UnsafeMutableRawBufferPointer,
        _ made: inout Int
    ) throws(StreamFailure) {
        guard magic.withUnsafeBytes(Compression.isZstandard) else {
            throw .malformed("there are bytes that are not zstd after the zstd data")
        }
        self.magic = nil
        let result = magic.withUnsafeBytes { bytes in
            var bytes = bytes
            return decompress(&bytes, output, &made)
        }
        guard try check(result) != 0 else { throw .malformed("the zstd data is damaged: a frame is empty") }
    }

    /// Decompresses once.
    ///
    /// - Returns: The library's result.
    private func decompress(
        _ input: inout UnsafeRawBufferPointer,
        _ output: UnsafeMutableRawBufferPointer,
        _ made: inout Int
    ) -> Int {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: made)
        let result = ZSTD_decompressStream(context, &target, &source)
        _ = input.take(source.pos)
        made = target.pos
        return result
    }

    /// Looks at a result of the library.
    ///
    /// - Returns: The result if it is no error: 0 if a frame is complete.
    private func check(_ result: Int) throws(StreamFailure) -> Int {
        guard ZSTD_isError(result) != 0 else { return result }
        switch ZSTD_getErrorCode(result) {
        case ZSTD_error_frameParameter_windowTooLarge:
            throw .limitExceeded("the zstd data needs a window of more than 128 MiB")
        case ZSTD_error_memory_allocation:
            throw .limitExceeded("there is no memory to decompress zstd")
        default:
            throw .malformed("the zstd data is damaged: \(String(cString: ZSTD_getErrorName(result)))")
        }
    }
}
