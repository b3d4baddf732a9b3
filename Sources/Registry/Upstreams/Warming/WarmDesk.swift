// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Synchronization

/// The images that are being fetched ahead.
///
/// Each goes on when whoever asked for it leaves, and they ask again to learn how far it is. So no connection lies idle
/// for as long as an image takes.
final class WarmDesk: Sendable {
    /// Who asked for what; the rights of one serve nobody else.
    struct Key: Hashable, Sendable {
        let request: WarmRequest
        let caller: String
    }

    /// One image on its way.
    final class Job: Sendable {
        private struct State {
            var progress = WarmProgress()
            var outcome: Result<Void, any Error>?
        }

        let ending = Gate()
        private let state = Mutex(State())

        var progress: WarmProgress { state.withLock { $0.progress } }
        var outcome: Result<Void, any Error>? { state.withLock { $0.outcome } }

        func update(_ change: (inout WarmProgress) -> Void) { state.withLock { change(&$0.progress) } }

        fileprivate func end(_ outcome: Result<Void, any Error>) {
            state.withLock { $0.outcome = outcome }
            ending.open()
        }
    }

    /// The most images on their way, and the most that are done and that nobody has asked about since.
    private static let maximumRunning = 16
    private static let maximumDone = 256

    private let jobs = Mutex<[Key: Job]>([:])

    /// Gives the job of a request, begun now or before; nil when too much is under way to begin it.
    func job(for key: Key, _ work: @escaping @Sendable (Job) async throws -> Void) -> Job? {
        let (job, isNew) = jobs.withLock { jobs in
            if let job = jobs[key] { return (Optional(job), false) }
            let running = jobs.values.count { $0.outcome == nil }
            guard running < Self.maximumRunning else { return (nil, false) }
            if jobs.count - running >= Self.maximumDone { jobs = jobs.filter { $0.value.outcome == nil } }
            let job = Job()
            jobs[key] = job
            return (job, true)
        }
        guard isNew, let job else { return job }
        // Nobody awaits it; it ends by itself, as every request to an upstream has a deadline.
        Task.detached {
            do {
                try await work(job)
                job.end(.success(()))
            } catch {
                job.end(.failure(error))
            }
        }
        return job
    }

    /// Forgets a job whose end was told.
    func forget(_ key: Key, _ job: Job) {
        jobs.withLock { jobs in
            if jobs[key] === job { jobs[key] = nil }
        }
    }
}
