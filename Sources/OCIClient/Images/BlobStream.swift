// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore

/// The bytes of a blob as they come, in order, once.
public struct BlobStream: AsyncSequence, Sendable {
    private let makeNext: @Sendable () -> () async throws -> ByteBuffer?

    /// Creates a stream from a function that makes the function that gives the next piece; nil ends it.
    public init(_ makeNext: @escaping @Sendable () -> () async throws -> ByteBuffer?) {
        self.makeNext = makeNext
    }

    /// Begins reading; a stream is read once.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(advance: makeNext())
    }

    /// Gives the pieces one after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let advance: () async throws -> ByteBuffer?

        /// Gives the next piece, or nil at the end.
        public mutating func next() async throws -> ByteBuffer? {
            try await advance()
        }
    }
}
