// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// How far transfers have come: one account that any number of blobs report to, for one display.
public final class TransferProgress: Sendable {
    /// The sums at one moment.
    public struct State: Hashable, Sendable {
        /// Bytes moved so far.
        public var bytesDone: Int64 = 0
        /// Bytes that are to be moved, as far as is known yet.
        public var bytesTotal: Int64 = 0
        /// Blobs that are complete, those that had not to be moved among them.
        public var blobsDone = 0
        /// Blobs that are to be there in the end, as far as is known yet.
        public var blobsTotal = 0

        /// Creates the state before anything is known.
        public init() {}
    }

    private let current = Mutex(State())

    /// Creates an account of nothing.
    public init() {}

    /// The sums now.
    public var state: State { current.withLock { $0 } }

    /// Adds blobs that are to be moved, with their bytes together.
    public func expect(blobs: Int, bytes: Int64) {
        current.withLock { state in
            state.blobsTotal = Self.sum(state.blobsTotal, blobs)
            state.bytesTotal = Self.sum(state.bytesTotal, bytes)
        }
    }

    /// Adds bytes that have arrived; a negative number takes back what has to be moved again.
    public func advance(bytes: Int64) {
        current.withLock { $0.bytesDone = Self.sum($0.bytesDone, bytes) }
    }

    /// Counts one blob as complete.
    public func completeBlob() {
        current.withLock { $0.blobsDone = Self.sum($0.blobsDone, 1) }
    }

    /// The sum, or the largest number there is: sizes are foreign, and a display is no reason to stop.
    private static func sum<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Number {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
