// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// Reads what the log says of a tag, every entry verified, and holds what is served against it.
struct LoggedTagReading {
    /// How often it is read anew because the tag moved meanwhile.
    private static let tries = 3
    /// How many events of a tag are looked at for what it meant before.
    private static let pastLimit = 256

    let source: RegistrySource
    let contact: LogContact

    /// Reads and judges.
    ///
    /// - Throws: ``CommandFailure`` with status 6 when the log and what is served contradict each other.
    func run(_ tag: Tag) async throws -> LoggedTag {
        for attempt in 1...Self.tries {
            let read: TagRead
            do {
                read = try await source.tagRead(of: tag, by: .head)
            } catch let absence as ClientError where absence.code == .notFound {
                let log = try await log(attempt)
                guard let logged = try await meaning(of: tag, in: log) else { throw absence }
                // It may have been deleted meanwhile; the next look tells.
                guard attempt == Self.tries else { continue }
                throw logged.log.contradiction(
                    "says that the tag \(tag) means \(logged.digest) (entry \(logged.index)), and the registry hides it"
                )
            }
            let log = try await log(attempt)
            try await TagJudging(contact: contact).judge(read, by: log)
            if let logged = try await account(of: tag, read.digest, log) { return logged }
        }
        throw TagJudging.moved(tag, source)
    }

    /// The state of the log that an answer is judged by.
    private func log(_ attempt: Int) async throws -> WatchedLog {
        try await (attempt == 1 ? contact.log(of: source) : contact.freshLog(of: source))
    }

    /// The event by which a tag means something, by the log alone; nil when it never did, or was deleted.
    private func meaning(
        of tag: Tag,
        in log: WatchedLog
    ) async throws -> (log: WatchedLog, digest: Digest, index: Int64)? {
        var (last, log): (LogEntry?, WatchedLog) = (nil, log)
        if let proof = try await log.reader.proof(of: tag) {
            let (entry, _, state) = try await lastMeaning(of: tag, proof, log)
            (last, log) = (entry, state)
        } else {
            // Who hides a tag may hide its proof; the entries cannot be hidden.
            last = try await entries(of: log, from: 0) { $0.tag == tag && ($0.setsTag || $0.deletesTag) }.last
        }
        guard let last, last.setsTag, let digest = last.digest else { return nil }
        return (log, digest, last.index)
    }

    /// What the log tells of a tag that was found to be what the log says; nil when it moved since.
    private func account(of tag: Tag, _ served: Digest, _ log: WatchedLog) async throws -> LoggedTag? {
        guard let proof = try await log.reader.proof(of: tag) else {
            return pending(tag, served, try await entries(of: log, from: 0) { $0.tag == tag }, log)
        }
        let (entry, later, state) = try await lastMeaning(of: tag, proof, log)
        guard entry.setsTag, entry.digest == served else {
            // It may have been waiting since before the tag was set to what it means.
            return pending(tag, served, try await entries(of: state, from: 0) { $0.tag == tag }, state)
        }
        var logged = LoggedTag(tag: tag, served: served, log: state, entry: entry, later: later)
        logged.earlier = try await earlierMeaning(of: logged)
        return logged
    }

    /// The last event that says what a tag means, what happened to the tag since, and the newest state of the log that
    /// was met.
    private func lastMeaning(
        of tag: Tag,
        _ proof: TagProof,
        _ log: WatchedLog
    ) async throws -> (entry: LogEntry, later: [LogEntry], log: WatchedLog) {
        let (entry, state) = try await verified(proof, of: tag, log)
        let later = try await entries(of: state, from: entry.index + 1) { $0.tag == tag }
        guard let last = later.lastIndex(where: { $0.setsTag || $0.deletesTag }) else { return (entry, later, state) }
        return (later[last], Array(later[(last + 1)...]), state)
    }

    /// The event that a proof is of, and the log with the newer of both states.
    func verified(_ proof: TagProof, of tag: Tag, _ log: WatchedLog) async throws -> (LogEntry, WatchedLog) {
        let entry: LogEntry
        do {
            entry = try proof.verify(by: log.seen.key)
        } catch {
            throw log.contradiction(
                "gives a proof of the tag \(tag) that does not verify: \(error)",
                presented: proof.checkpoint.bytes
            )
        }
        guard entry.tag == tag, entry.setsTag || entry.deletesTag, entry.index == proof.proof.index else {
            throw log.contradiction(
                "gives a proof of another event for the tag \(tag)",
                presented: proof.checkpoint.bytes
            )
        }
        let inspection = LogInspection(reader: log.reader, memory: .standard(.current), expected: [])
        let state = RememberedLog(key: log.seen.key, checkpoint: proof.checkpoint)
        return (entry, try await inspection.adopt(state, in: log))
    }

    /// The event by which the tag meant the same before it meant something else.
    private func earlierMeaning(of tag: LoggedTag) async throws -> LogEntry? {
        guard tag.entry.previous != nil || tag.entry.event == "restored" else { return nil }
        var next = tag.entry.previousIndex
        for _ in 0..<Self.pastLimit {
            guard let index = next, index < tag.entry.index else { return nil }
            let entry = try await entry(index, of: tag.log)
            if entry.tag == tag.tag, entry.setsTag, entry.digest == tag.served { return entry }
            guard let before = entry.previousIndex, before < index else { return nil }
            next = before
        }
        return nil
    }
}
