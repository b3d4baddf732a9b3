// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Pinning
import TagLog

/// What is known of the time since when a tag means a digest: for a lock, which keeps it.
struct LockedMeaning: Sendable {
    /// The position in the log of the repository; nil when it cannot be said.
    var position: LockFile.LogPosition?
    /// The log, if the registry keeps one.
    var log: WatchedLog?
}

extension RegistryDesk {
    /// Finds out since when tags mean the digests they were resolved to; proved, where the registry keeps a log.
    ///
    /// - Parameter found: The questions with the digests that they were answered with.
    /// - Returns: The meanings of those with a tag, or why they are not known: the log may say otherwise.
    func meanings(
        of found: [(question: Reference, descriptor: Descriptor)]
    ) async -> [Reference: Result<LockedMeaning, ClientError>] {
        let tagged = found.filter { $0.question.tag != nil }
        let past = await history.latest(of: tagged.map(\.question))
        return await withTaskGroup(of: (Reference, Result<LockedMeaning, ClientError>).self) { group in
            for (question, descriptor) in tagged {
                // What cannot be said of the past is left out, as a lock needs no history; a log is another matter.
                let entry = try? past[question]?.get()
                // The session bounds how many of these ask a registry at the same time.
                group.addTask { (question, await meaning(of: question, descriptor.digest, entry)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func meaning(
        of question: Reference,
        _ digest: Digest,
        _ past: TagHistoryEntry?
    ) async -> Result<LockedMeaning, ClientError> {
        do {
            return .success(try await loggedMeaning(of: question, digest, past))
        } catch let error as ClientError {
            return .failure(error)
        } catch let failure as CommandFailure {
            return .failure(failure.ofQuestion)
        } catch {
            return .failure(ClientError(.unavailable, "\(question): \(error)"))
        }
    }

    private func loggedMeaning(
        of question: Reference,
        _ digest: Digest,
        _ past: TagHistoryEntry?
    ) async throws -> LockedMeaning {
        let isCurrent = past?.digest == digest
        var meaning = LockedMeaning()
        if isCurrent, let past, let index = past.index {
            meaning.position = LockFile.LogPosition(index: index, time: past.time)
        }
        guard let tag = question.tag else { return meaning }
        let source = try access.repository(question)
        // A digest was asked for, and not the tag, whose answer tells of a log.
        if question.digest != nil, meaning.position != nil { _ = try await source.askHead(.tag(tag)) }
        guard let log = await access.contact.seen(source.name) else { return meaning }
        meaning.log = log
        guard question.digest == nil || isCurrent else { return meaning }
        let reading = LoggedTagReading(source: source, contact: access.contact)
        let (entry, state) = try await reading.meaning(of: tag, resolvedTo: digest, in: log)
        // A push that waits for signatures is in the log, and is not yet what the tag means.
        let position = entry.setsTag ? LockFile.LogPosition(index: entry.index, time: entry.time) : nil
        return LockedMeaning(position: position, log: state)
    }
}

extension LoggedTagReading {
    /// The event by which a tag means what it was just resolved to, proved.
    ///
    /// - Throws: ``CommandFailure``; with status 6 when the log says otherwise.
    fileprivate func meaning(
        of tag: Tag,
        resolvedTo digest: Digest,
        in log: WatchedLog
    ) async throws -> (LogEntry, WatchedLog) {
        if let proof = try await log.reader.proof(of: tag) {
            let (entry, state) = try await verified(proof, of: tag, log)
            if entry.setsTag, entry.digest == digest { return (entry, state) }
        }
        // The tag moved meanwhile, or the registry contradicts its log: a second look tells.
        let now = try await run(tag)
        guard now.served == digest else { throw TagJudging.moved(tag, source) }
        return (now.entry, now.log)
    }
}

extension LockFile.Log {
    /// The state of a log as a lock keeps it.
    init(_ log: WatchedLog, of repository: Reference) {
        self.init(
            repository: repository,
            origin: log.seen.origin,
            key: log.seen.key.text,
            checkpoint: log.seen.checkpoint.bytes
        )
    }
}
