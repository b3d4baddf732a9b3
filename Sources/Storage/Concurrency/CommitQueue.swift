// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOPosix
internal import Synchronization

/// Runs queued jobs in batches on a thread of a pool, one batch at a time.
///
/// While one batch runs, new jobs gather; the next batch takes all of them. One expensive step, such as a commit with
/// full sync, is thus shared by everyone who waits for it, and a lone caller waits for nobody.
final class CommitQueue<Job: Sendable>: Sendable {
    private struct State {
        var waiting: [Job] = []
        var isRunning = false
    }

    private let state = Mutex(State())
    private let pool: NIOThreadPool
    private let maximumBatch: Int
    private let run: @Sendable ([Job]) -> Void
    /// Called for jobs the pool will no longer run, because it was shut down.
    private let abandon: @Sendable ([Job]) -> Void

    init(
        pool: NIOThreadPool,
        maximumBatch: Int = 256,
        run: @escaping @Sendable ([Job]) -> Void,
        abandon: @escaping @Sendable ([Job]) -> Void
    ) {
        self.pool = pool
        self.maximumBatch = maximumBatch
        self.run = run
        self.abandon = abandon
    }

    func enqueue(_ job: Job) {
        let startsRunner = state.withLock { state in
            state.waiting.append(job)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if startsRunner { submit() }
    }

    private func submit() {
        pool.submit { poolState in
            let batch = self.state.withLock { state in
                let batch = Array(state.waiting.prefix(self.maximumBatch))
                state.waiting.removeFirst(batch.count)
                return batch
            }
            switch poolState {
            case .active: self.run(batch)
            case .cancelled: self.abandon(batch)
            }
            let hasMore = self.state.withLock { state in
                state.isRunning = !state.waiting.isEmpty
                return state.isRunning
            }
            if hasMore { self.submit() }
        }
    }
}
