// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import Synchronization

/// The bytes of an upload, shared with those who read them meanwhile.
final class MemoryUploadContent: UploadReader {
    private let content = Mutex(ByteBuffer())

    /// All bytes so far.
    var bytes: ByteBuffer { content.withLock { $0 } }

    var count: Int64 { content.withLock { Int64($0.readableBytes) } }

    /// Appends bytes; gives the new length.
    func append(_ bytes: ByteBuffer) -> Int64 {
        content.withLock { content in
            content.writeImmutableBuffer(bytes)
            return Int64(content.readableBytes)
        }
    }

    func read(_ range: Range<Int64>) async throws -> ByteBuffer {
        try content.withLock { content in
            guard let part = content.viewBytes(at: content.readerIndex + Int(range.lowerBound), length: range.count)
            else {
                throw StoreError(.corrupt, "the upload has \(content.readableBytes) bytes, fewer than were asked for")
            }
            // A copy: a slice would make the next append copy everything.
            return ByteBuffer(bytes: part)
        }
    }

    func region(_ range: Range<Int64>) async throws -> FileRegion? { nil }

    func another() throws -> any UploadReader { self }
}
