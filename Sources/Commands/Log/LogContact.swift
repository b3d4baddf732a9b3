// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// Looks after the tag logs of the registries that a command speaks with: each must be the one seen before, grown.
///
/// A repository costs one request while its log does not change, and is looked at once in a run of the command.
actor LogContact {
    private let memory: LogMemory?
    private let surroundings: Surroundings
    /// The states that somebody else vouches for, such as a lock; by the repository with its registry.
    private var witnessed: [String: [WitnessedLog]] = [:]
    private var logs: [String: Task<WatchedLog, any Error>] = [:]

    init(surroundings: Surroundings) {
        self.surroundings = surroundings
        self.memory = LogMemory.standard(surroundings)
    }

    /// Has the log of a repository judged by a state of it that was seen by others, too.
    ///
    /// Whoever remembers nothing of the log takes its key from there.
    func expect(_ log: WitnessedLog, of place: String) {
        if witnessed[place]?.contains(log) != true { witnessed[place, default: []].append(log) }
    }

    /// Judges an answer about a tag: where the registry keeps a log, or kept one, the log must be what it was.
    ///
    /// - Throws: `ClientError`; with code `integrity` when the log is another, with the evidence saved.
    func check(_ read: TagRead) async throws {
        do {
            guard let position = read.position else { return try await requireKnownLog(read.source) }
            let log = try await log(of: read.source)
            guard position.size <= log.seen.size || log.isKept else {
                throw LogAlarm(
                    kind: .shrunk,
                    place: read.source.name,
                    finding: "has \(log.seen.size) entries where the registry spoke of \(position.size) just before",
                    presented: log.seen.checkpoint.bytes,
                    key: log.seen.key
                ).raised(in: memory)
            }
        } catch let failure as CommandFailure {
            throw failure.ofQuestion
        }
    }

    /// The log of a repository, verified by what is remembered of it; asked for once.
    func log(of source: RegistrySource) async throws -> WatchedLog {
        if let task = logs[source.name] {
            var log = try await task.value
            log.isKept = true
            return log
        }
        let expected = witnessed[source.name] ?? []
        let inspection = LogInspection(reader: LogReader(source: source), memory: memory, expected: expected)
        // Awaited right here, and by whoever asks for the same log meanwhile; every request in it has an end.
        let task = Task { try await Surroundings.$current.withValue(surroundings) { try await inspection.run() } }
        logs[source.name] = task
        return try await task.value
    }

    /// The log of a repository as it is now, although it was asked for before.
    func freshLog(of source: RegistrySource) async throws -> WatchedLog {
        logs[source.name] = nil
        return try await log(of: source)
    }

    /// The state of the log of a repository that this run of the command has seen, if it has.
    func seen(_ place: String) async -> WatchedLog? {
        // Losing the error is right: the question that led to it was answered with it.
        guard let task = logs[place] else { return nil }
        return try? await task.value
    }

    /// Where there was a log, there must be one still, although the registry says nothing of it with this tag: one that
    /// waits for signatures, or is an upstream's and not recorded yet, has no entry that sets it.
    func requireKnownLog(_ source: RegistrySource) async throws {
        guard try memory?.log(of: source.name) != nil || witnessed[source.name]?.isEmpty == false else { return }
        _ = try await log(of: source)
    }
}

/// A log whose state was verified, and the way to read more of it.
struct WatchedLog: Sendable {
    /// Its key and its newest state.
    let seen: RememberedLog
    /// What reads it.
    let reader: LogReader
    /// Whether it was never seen before.
    let isFirst: Bool
    /// Whether the state is from an earlier question of this run.
    var isKept = false

    /// The newest state.
    var checkpoint: Checkpoint { seen.checkpoint.checkpoint }
}
