// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOPosix
import Synchronization
import Testing

@testable import Storage

@Suite struct CommitQueueTests {
    /// What a queue did, and the queue itself for jobs that start further jobs.
    private final class Record: Sendable {
        struct State {
            var batches: [[Int]] = []
            var abandoned: [Int] = []
            var queue: CommitQueue<Int>?
        }

        let state = Mutex(State())
        let done = AsyncStream<Void>.makeStream()

        /// Makes a queue that ends the record's stream after so many jobs.
        func queue(
            on pool: NIOThreadPool,
            maximumBatch: Int = 256,
            jobs: Int,
            during: @escaping @Sendable (Int, CommitQueue<Int>) -> Void = { _, _ in }
        ) -> CommitQueue<Int> {
            let queue = CommitQueue<Int>(pool: pool, maximumBatch: maximumBatch) { batch in
                let queue = self.state.withLock { state in
                    state.batches.append(batch)
                    return state.queue
                }
                if let queue { for job in batch { during(job, queue) } }
                let count = self.state.withLock { $0.batches.reduce(0) { $0 + $1.count } }
                if count == jobs { self.done.continuation.finish() }
            } abandon: { batch in
                self.state.withLock { $0.abandoned += batch }
            }
            state.withLock { $0.queue = queue }
            return queue
        }

        /// Waits for all jobs and gives the batches they ran in.
        func batches() async -> [[Int]] {
            for await _ in done.stream {}
            return state.withLock { state in
                state.queue = nil
                return state.batches
            }
        }
    }

    @Test func jobsThatArriveDuringABatchShareTheNext() async throws {
        try await withThreadPool { pool in
            let record = Record()
            let queue = record.queue(on: pool, jobs: 6) { job, queue in
                if job == 0 { for later in 1...5 { queue.enqueue(later) } }
            }
            queue.enqueue(0)
            #expect(await record.batches() == [[0], [1, 2, 3, 4, 5]])
        }
    }

    @Test func batchesAreBounded() async throws {
        try await withThreadPool { pool in
            let record = Record()
            let queue = record.queue(on: pool, maximumBatch: 2, jobs: 6) { job, queue in
                if job == 0 { for later in 1...5 { queue.enqueue(later) } }
            }
            queue.enqueue(0)
            #expect(await record.batches() == [[0], [1, 2], [3, 4], [5]])
        }
    }

    @Test func jobsRunInTheOrderTheyArrive() async throws {
        try await withThreadPool { pool in
            let record = Record()
            let queue = record.queue(on: pool, maximumBatch: 7, jobs: 1_000)
            for job in 0..<1_000 { queue.enqueue(job) }
            #expect(await record.batches().flatMap(\.self) == Array(0..<1_000))
        }
    }

    @Test func noJobIsLostOrRunTwice() async throws {
        try await withThreadPool { pool in
            let record = Record()
            let queue = record.queue(on: pool, jobs: 1_000)
            await withTaskGroup(of: Void.self) { group in
                for first in stride(from: 0, to: 1_000, by: 10) {
                    group.addTask {
                        for job in first..<first + 10 {
                            queue.enqueue(job)
                            await Task.yield()
                        }
                    }
                }
            }
            #expect(await record.batches().flatMap(\.self).sorted() == Array(0..<1_000))
        }
    }

    @Test func oneBatchRunsAtATime() async throws {
        try await withThreadPool { pool in
            let record = Record()
            let running = Mutex((now: 0, most: 0))
            let queue = record.queue(on: pool, maximumBatch: 3, jobs: 300) { _, _ in
                running.withLock { running in
                    running.now += 1
                    running.most = max(running.most, running.now)
                }
                sched_yield()
                running.withLock { $0.now -= 1 }
            }
            for job in 0..<300 { queue.enqueue(job) }
            _ = await record.batches()
            #expect(running.withLock { $0.most } == 1)
        }
    }

    @Test func jobsAreAbandonedOnceTheThreadsAreGone() async throws {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        try await pool.shutdownGracefully()
        let record = Record()
        let queue = record.queue(on: pool, jobs: 3)
        for job in 0..<3 { queue.enqueue(job) }
        #expect(record.state.withLock { $0.batches } == [])
        #expect(record.state.withLock { $0.abandoned } == [0, 1, 2])
    }
}
