// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
internal import Synchronization

/// The name of something that is read in the background.
protocol ReadingKey: Hashable, Sendable {
    associatedtype Group: Hashable, Sendable

    /// Readings of one group run one after another.
    var group: Group { get }
}

/// Reads in the background what people ask for, each thing once, and keeps what was read for a while.
///
/// Few readings run at a time and few wait, so that whoever asks for much slows nobody but the others who ask. What was
/// used longest ago is forgotten first.
final class ReadingDesk<Key: ReadingKey, Value: Sendable>: Sendable {
    /// What is done to read something.
    typealias Reading = @Sendable (TransferProgress) async throws -> Value

    /// How much is done and kept.
    struct Bounds: Sendable {
        /// How many readings run at a time.
        var width = 2
        /// How many wait for their turn.
        var line = 16
        /// The bytes of memory that may be kept, in all.
        var cost = 256 << 20
        /// How long a reading may take.
        var time = Duration.seconds(600)
        /// How long a failure is told before somebody who asks again has it tried again.
        var failureAge = Duration.seconds(60)
    }

    private struct Kept {
        var value: Value
        var cost: Int
        var lastUse: Int
    }

    private struct Job {
        let key: Key
        let progress: TransferProgress
        let read: Reading
        let gate: Gate
    }

    private struct State {
        var kept: [Key: Kept] = [:]
        var cost = 0
        var clock = 0
        var failures: [Key: (reason: String, at: ContinuousClock.Instant)] = [:]
        var running: [Key: Job] = [:]
        var waiting: [Job] = []
    }

    private let bounds: Bounds
    private let costOf: @Sendable (Value) -> Int
    private let words: @Sendable (any Error) -> String
    private let state = Mutex(State())

    /// The most failures that are remembered.
    private static var maximumFailures: Int { 1_000 }

    /// Creates a desk that has read nothing.
    ///
    /// - Parameters:
    ///   - bounds: How much is done and kept.
    ///   - cost: About how many bytes of memory something takes.
    ///   - words: Why something could not be read, in words for a person.
    init(
        bounds: Bounds = Bounds(),
        cost: @escaping @Sendable (Value) -> Int,
        words: @escaping @Sendable (any Error) -> String
    ) {
        self.bounds = bounds
        self.costOf = cost
        self.words = words
    }

    /// The bytes of memory that are kept.
    var cost: Int { state.withLock { $0.cost } }

    /// Gives what was read, or has it read.
    ///
    /// - Parameters:
    ///   - key: What is wanted.
    ///   - patience: How long to wait for it.
    ///   - read: Reads it; called in the background, and only when nobody has asked before.
    /// - Returns: What was read, or how far that has come.
    func value(
        for key: Key,
        patience: Duration,
        _ read: @escaping Reading
    ) async -> BackgroundReading<Value> {
        let (answer, gate) = ask(for: key, read)
        guard let gate else { return answer }
        await gate.wait(atMost: patience)
        return ask(for: key, read).answer
    }

    private func ask(
        for key: Key,
        _ read: @escaping Reading
    ) -> (answer: BackgroundReading<Value>, gate: Gate?) {
        let (answer, gate) = state.withLock { state -> (BackgroundReading<Value>, Gate?) in
            state.clock += 1
            if let kept = state.kept[key] {
                state.kept[key]?.lastUse = state.clock
                return (.ready(kept.value), nil)
            }
            if let failure = state.failures[key] {
                if failure.at.duration(to: .now) < bounds.failureAge { return (.failed(failure.reason), nil) }
                state.failures[key] = nil
            }
            if let job = state.running[key] ?? state.waiting.first(where: { $0.key == key }) {
                return (.underWay(ReadingProgress(job.progress.state)), job.gate)
            }
            guard state.waiting.count < bounds.line else { return (.refused, nil) }
            let job = Job(key: key, progress: TransferProgress(), read: read, gate: Gate())
            state.waiting.append(job)
            return (.underWay(ReadingProgress(job.progress.state)), job.gate)
        }
        startNext()
        return (answer, gate)
    }

    /// Starts what waits, as far as there is room.
    private func startNext() {
        while let job = next() {
            // Nobody awaits it: it ends by itself, by its time limit at the latest, and writes nothing.
            Task(priority: .utility) { await run(job) }
        }
    }

    private func next() -> Job? {
        state.withLock { state in
            guard state.running.count < bounds.width else { return nil }
            let busy = Set(state.running.keys.map(\.group))
            guard let index = state.waiting.firstIndex(where: { !busy.contains($0.key.group) }) else { return nil }
            let job = state.waiting.remove(at: index)
            state.running[job.key] = job
            return job
        }
    }

    private func run(_ job: Job) async {
        let result: Result<Value, any Error>
        do {
            result = .success(try await limited(job))
        } catch {
            result = .failure(error)
        }
        state.withLock { state in
            state.running[job.key] = nil
            switch result {
            case .success(let value): keep(value, for: job.key, in: &state)
            case .failure(let error): fail(job.key, words(error), in: &state)
            }
        }
        job.gate.open()
        startNext()
    }

    private func limited(_ job: Job) async throws -> Value {
        let limit = bounds.time
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await job.read(job.progress) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let value = try await group.next().flatMap(\.self) else { throw TooSlow(limit: limit) }
            return value
        }
    }

    private func keep(_ value: Value, for key: Key, in state: inout State) {
        let cost = costOf(value)
        guard cost <= bounds.cost else {
            fail(key, "it would take more memory than is kept for looking at files", in: &state)
            return
        }
        state.clock += 1
        state.kept[key] = Kept(value: value, cost: cost, lastUse: state.clock)
        state.cost += cost
        while state.cost > bounds.cost, let oldest = state.kept.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            state.kept[oldest.key] = nil
            state.cost -= oldest.value.cost
        }
    }

    private func fail(_ key: Key, _ reason: String, in state: inout State) {
        if state.failures.count >= Self.maximumFailures { state.failures = [:] }
        state.failures[key] = (reason, .now)
    }
}

/// A reading that took longer than it may.
private struct TooSlow: Error, CustomStringConvertible {
    let limit: Duration

    var description: String { "reading it took longer than \(limit.components.seconds) seconds" }
}
