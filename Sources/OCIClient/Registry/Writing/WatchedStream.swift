// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Synchronization

/// A stream on its way into a request, whose error is kept: the request hides it behind its own.
struct WatchedStream: Sendable {
    private final class Fault: Sendable {
        let error = Mutex<(any Error)?>(nil)
    }

    /// The stream; it fails when it has other than the announced bytes.
    let stream: BlobStream
    private let fault: Fault

    init(_ stream: BlobStream, blob: Descriptor) {
        let fault = Fault()
        self.fault = fault
        self.stream = BlobStream {
            var pieces = stream.makeAsyncIterator()
            var left = blob.size
            return {
                do {
                    guard let piece = try await pieces.next() else {
                        guard left == 0 else { throw Self.wrongLength(blob) }
                        return nil
                    }
                    left -= Int64(piece.readableBytes)
                    guard left >= 0 else { throw Self.wrongLength(blob) }
                    return piece
                } catch {
                    fault.error.withLock { $0 = error }
                    throw error
                }
            }
        }
    }

    /// The error that the stream ended with.
    var error: (any Error)? { fault.error.withLock { $0 } }

    private static func wrongLength(_ blob: Descriptor) -> ClientError {
        ClientError(.integrity, "the bytes of blob \(blob.digest) are not the \(blob.size) its descriptor says")
    }
}
