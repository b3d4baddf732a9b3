// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The part of a decompressor that knows a format.
protocol StreamDecoder: AnyObject {
    /// Decodes until the input is used up, the output is full, or a member is complete.
    ///
    /// - Parameters:
    ///   - input: What there is; what was used is cut off, also when an error is thrown.
    ///   - output: Where the result goes, from its beginning. Never empty.
    /// - Returns: How many bytes were put out. If all of the output, a call without input may bring more.
    /// - Throws: What is wrong with the stream.
    func decode(
        _ input: inout UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> Int

    /// How many members of the stream are complete, if it is of a format that has some.
    var memberCount: Int { get }

    /// Tells whether the stream may end here.
    var isComplete: Bool { get }
}

/// Why a stream cannot be decoded; the decompressor knows where.
enum StreamFailure: Error {
    case malformed(String)
    case limitExceeded(String)

    func located(at offset: Int64) -> ArchiveError {
        switch self {
        case .malformed(let what): .malformed(what, offset: offset)
        case .limitExceeded(let what): .limitExceeded(what)
        }
    }
}
