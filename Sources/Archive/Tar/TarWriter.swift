// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Writes tar archives: ustar headers, and pax headers where a value does not fit.
///
/// The same entries give the same bytes. Names hold no zero byte, keys of attributes no `=`.
public struct TarWriter {
    /// The two blocks of zeros at the end of an archive.
    public static let endMarker = [UInt8](repeating: 0, count: 2 * TarHeader.blockSize)

    /// The number of pax headers so far: their members get different names, for programs that unpack them as files.
    private var extendedHeaders = 0

    /// Creates a writer for one archive.
    public init() {}

    /// The headers of a member; its content follows, then ``padding(after:)``.
    ///
    /// - Parameter entry: The member. Only files have a size.
    /// - Returns: Whole blocks.
    public mutating func entry(_ entry: TarEntry) -> [UInt8] {
        var header = UstarHeader(entry)
        let records = header.fill(from: entry)
        guard !records.isEmpty else { return header.finished() }
        var extended = UstarHeader(name: ByteString("PaxHeaders/\(extendedHeaders)".utf8), flag: UInt8(ascii: "x"))
        extendedHeaders += 1
        extended.setSize(records.count)
        return extended.finished() + records + Self.padding(after: Int64(records.count)) + header.finished()
    }

    /// The zeros that fill up the last block of a member's content.
    ///
    /// - Parameter size: The length of the content.
    /// - Returns: Fewer bytes than a block has.
    public static func padding(after size: Int64) -> [UInt8] {
        [UInt8](repeating: 0, count: Int(TarReader.filler(after: size)))
    }
}
