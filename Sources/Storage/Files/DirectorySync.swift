// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Glibc
internal import NIOPosix

/// Makes the entries of one directory durable, one `fsync` for everyone who asks at the same time.
struct DirectorySync: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>
    private let queue: CommitQueue<Waiter>

    init(path: String, pool: NIOThreadPool) {
        self.queue = CommitQueue(pool: pool, maximumBatch: .max) { waiters in
            let outcome = Result { try SystemCall.syncDirectory(path) }
            for waiter in waiters { waiter.resume(with: outcome) }
        } abandon: { waiters in
            for waiter in waiters {
                waiter.resume(throwing: StoreError(.failure, "the registry is shutting down; try again"))
            }
        }
    }

    /// Returns once every entry made before the call is durable.
    func callAsFunction() async throws {
        try await withCheckedThrowingContinuation { queue.enqueue($0) }
    }
}
