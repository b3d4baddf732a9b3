// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// Looks after the tag logs of the registries that a command speaks with: each must be the one seen before, grown, and
/// must have every tag as the registry says it.
///
/// A repository costs one request for the state of its log, and one for each 256 entries since the oldest of the events
/// by which its tags are what they are, once in a run of the command however many tags are asked for.
actor LogContact {
    /// What to do when nothing can be remembered.
    enum Remembering {
        /// Go on and say so: what is asked for is something else.
        case wanted
        /// End: it is the log that is looked at.
        case required
    }

    private let memory: LogMemory?
    private let remembering: Remembering
    private let surroundings: Surroundings
    /// The states that somebody else vouches for, such as a lock; by the repository with its registry.
    private var witnessed: [String: [WitnessedLog]] = [:]
    private var logs: [String: Task<WatchedLog, any Error>] = [:]
    private var tails: [String: Task<LogTail, any Error>] = [:]
    private var hasWarned = false

    init(surroundings: Surroundings, remembering: Remembering = .wanted) {
        self.surroundings = surroundings
        self.remembering = remembering
        self.memory = LogMemory.standard(surroundings)
    }

    /// Has the log of a repository judged by a state of it that was seen by others, too.
    ///
    /// Whoever remembers nothing of the log takes its key from there.
    func expect(_ log: WitnessedLog, of place: String) {
        if witnessed[place]?.contains(log) != true { witnessed[place, default: []].append(log) }
    }

    /// Judges an answer about a tag: where the registry keeps a log, or kept one, the log must be what it was, and must
    /// say the same of the tag.
    ///
    /// - Throws: `ClientError`; with code `integrity` when it does not, with the evidence saved.
    func check(_ read: TagRead) async throws {
        do {
            guard let log = try await logConcerned(by: read) else { return }
            if let position = read.position, position.size > log.seen.size, !log.isKept {
                throw LogAlarm(
                    kind: .shrunk,
                    place: read.source.name,
                    finding: "has \(log.seen.size) entries where the registry spoke of \(position.size) just before",
                    presented: log.seen.checkpoint.bytes,
                    key: log.seen.key
                ).raised(in: memory)
            }
            if try await TagJudging(contact: self).judge(read, by: log) { try tell(thatItWaits: read) }
        } catch let failure as CommandFailure {
            throw failure.ofQuestion
        }
    }

    /// The log that has to say something about an answer; nil where the registry keeps none and never did.
    private func logConcerned(by read: TagRead) async throws -> WatchedLog? {
        guard read.position == nil else { return try await log(of: read.source) }
        try await requireKnownLog(read.source)
        guard await seen(read.source.name) != nil else { return nil }
        return try await log(of: read.source)
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
        let log = try await task.value
        if let reason = log.unremembered { try tell(thatNothingIsRemembered: reason) }
        return log
    }

    /// The newest entries of a log, from an index on or before it; each is read once.
    func tail(of log: WatchedLog, from index: Int64) async throws -> LogTail {
        let place = log.reader.place
        let known = tails[place]
        // One after the other, each with what the ones before it read; awaited right here.
        let task = Task {
            let tail = try await known?.value
            if let tail, tail.first <= index, tail.size >= log.checkpoint.size { return tail }
            return try await Surroundings.$current.withValue(surroundings) {
                try await LogTail.reading(tail, from: index, of: log)
            }
        }
        tails[place] = task
        do {
            return try await task.value
        } catch {
            // What could not be read may be read for the next tag; what contradicts itself does so for all.
            if (error as? CommandFailure)?.status != .integrity, tails[place] == task { tails[place] = known }
            throw error
        }
    }

    private func tell(thatNothingIsRemembered reason: CommandFailure) throws {
        guard remembering == .wanted else { throw reason }
        guard !hasWarned else { return }
        hasWarned = true
        var words = "warning: what is seen of tag logs cannot be remembered: \(reason.message)"
        if case .own(let cause) = reason.cause { words += ": \(cause)" }
        try surroundings.talk.write(Array("\(VisibleText.line(words))\n".utf8))
    }

    /// What a registry shows as a tag's meaning without naming an entry may have been waiting, for this caller alone.
    private func tell(thatItWaits read: TagRead) throws {
        let words =
            "warning: \(read.source.name):\(read.tag) is shown to you as \(read.digest), which waits for signatures; others"
            + " do not see it"
        try surroundings.talk.write(Array("\(VisibleText.line(words))\n".utf8))
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
