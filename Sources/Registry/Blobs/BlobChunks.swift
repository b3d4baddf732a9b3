// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore
public import Storage

/// The bytes of a blob, or of a range of it, in chunks; the next chunk is read while the last one is used.
public struct BlobChunks: AsyncSequence, Sendable {
    /// A chunk.
    public typealias Element = ByteBuffer

    /// The size of all chunks but the last.
    public static let chunkSize = 256 << 10

    private let reader: any BlobReader
    private let range: Range<Int64>

    /// Creates the sequence of a blob's bytes.
    ///
    /// - Parameters:
    ///   - reader: The open blob.
    ///   - range: The bytes wanted, inside the blob; nil means all.
    public init(reader: any BlobReader, range: Range<Int64>? = nil) {
        self.reader = reader
        self.range = range ?? 0..<reader.size
    }

    /// Starts at the first byte.
    public func makeAsyncIterator() -> Iterator {
        Iterator(reader: reader, range: range)
    }

    /// Reads chunk after chunk.
    public struct Iterator: AsyncIteratorProtocol {
        private let reader: any BlobReader
        private var position: Int64
        private let end: Int64

        init(reader: any BlobReader, range: Range<Int64>) {
            self.reader = reader
            self.position = range.lowerBound
            self.end = range.upperBound
        }

        /// Reads the next chunk, or gives nil after the last.
        public mutating func next() async throws -> ByteBuffer? {
            guard position < end else { return nil }
            let chunk = try await reader.read(
                at: position,
                count: Int(Swift.min(Int64(BlobChunks.chunkSize), end - position))
            )
            position += Int64(chunk.readableBytes)
            return chunk
        }
    }
}
