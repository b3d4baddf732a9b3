// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// What the log of a repository says of one tag, and that the registry serves it.
struct LoggedTag: Sendable {
    /// The tag.
    let tag: Tag
    /// What the registry serves.
    let served: Digest
    /// The log, and the state of it that this was read from.
    let log: WatchedLog
    /// The last event that says what the tag means; of a push that waits for signatures, the event that says so.
    let entry: LogEntry
    /// What happened to the tag since, without changing what it means.
    let later: [LogEntry]
    /// The earlier event by which the tag meant the same already, if it went back to that.
    var earlier: LogEntry?

    /// Whether the registry shows what waits for signatures, as it does to whoever pushed it.
    var isPending: Bool { entry.isPending }
}

/// Reads what the log says of a tag, every entry verified, and holds what is served against it.
struct LoggedTagReading {
    /// How often it is read anew because the tag moved meanwhile.
    private static let tries = 3
    /// How many events of a tag are looked at for what it meant before.
    private static let pastLimit = 256

    let source: RegistrySource
    let contact: LogContact
    let surroundings = Surroundings.current

    /// Reads and judges.
    ///
    /// - Throws: ``CommandFailure`` with status 6 when the log and what is served contradict each other.
    func run(_ tag: Tag) async throws -> LoggedTag {
        var finding = ""
        var log: WatchedLog?
        for attempt in 0..<Self.tries {
            let served = try await source.askHead(.tag(tag)).digest
            let current = try await (attempt == 0 ? contact.log(of: source) : contact.freshLog(of: source))
            log = current
            guard let proof = try await current.reader.proof(of: tag) else {
                let all = try await entries(of: current, from: 0).filter { $0.tag == tag }
                if let pending = pending(tag, served, all, current) { return pending }
                finding = "knows nothing of the tag \(tag), which the registry serves as \(served)"
                continue
            }
            var result = try await judge(tag, served, proof, current)
            guard !result.entry.deletesTag, result.entry.digest == served else {
                if let pending = pending(tag, served, result.later, result.log) { return pending }
                finding =
                    result.entry.deletesTag
                    ? "says that the tag \(tag) was deleted (entry \(result.entry.index)), and the registry serves \(served)"
                    : "says that the tag \(tag) means \(result.entry.digest?.rawValue ?? "nothing") (entry "
                        + "\(result.entry.index)), and the registry serves \(served)"
                continue
            }
            result.earlier = try await earlierMeaning(of: result)
            return result
        }
        throw contradiction(finding, log)
    }

    private func judge(_ tag: Tag, _ served: Digest, _ proof: TagProof, _ log: WatchedLog) async throws -> LoggedTag {
        let (entry, state) = try await verified(proof, of: tag, log)
        var last = entry
        var later: [LogEntry] = []
        for next in try await entries(of: state, from: entry.index + 1) where next.tag == tag {
            if next.setsTag || next.deletesTag {
                last = next
                later = []
            } else {
                later.append(next)
            }
        }
        return LoggedTag(tag: tag, served: served, log: state, entry: last, later: later)
    }

    /// The event that a proof is of, and the log with the newer of both states.
    func verified(_ proof: TagProof, of tag: Tag, _ log: WatchedLog) async throws -> (LogEntry, WatchedLog) {
        let entry: LogEntry
        do {
            entry = try proof.verify(by: log.seen.key)
        } catch {
            throw contradiction("gives a proof of the tag \(tag) that does not verify: \(error)", log, proof)
        }
        guard entry.tag == tag, entry.setsTag || entry.deletesTag, entry.index == proof.proof.index else {
            throw contradiction("gives a proof of another event for the tag \(tag)", log, proof)
        }
        return (entry, try await joined(log, proof))
    }

    /// The newer of two states of the log, after both were found to be of one.
    private func joined(_ log: WatchedLog, _ proof: TagProof) async throws -> WatchedLog {
        let other = RememberedLog(key: log.seen.key, checkpoint: proof.checkpoint)
        let memory = LogMemory.standard(surroundings)
        let inspection = LogInspection(reader: log.reader, memory: memory, expected: [])
        guard other.size > log.seen.size else {
            try await inspection.require(log.seen, growsFrom: other.checkpoint.checkpoint, other.checkpoint.bytes)
            return log
        }
        try await inspection.require(other, growsFrom: log.checkpoint, log.seen.checkpoint.bytes)
        // What was believed once must be remembered, or another fork would be believed next time.
        if let memory, try !memory.remember(other, after: log.seen, place: source.name) {
            guard let known = try memory.log(of: source.name) else { return log }
            try await inspection.require(
                other.size >= known.size ? other : known,
                growsFrom: (other.size >= known.size ? known : other).checkpoint.checkpoint,
                (other.size >= known.size ? known : other).checkpoint.bytes
            )
        }
        return WatchedLog(seen: other, reader: log.reader, isFirst: log.isFirst)
    }

    /// The entries of a log from an index on, verified: with the tree before them they give the root that is signed.
    func entries(of log: WatchedLog, from first: Int64) async throws -> [LogEntry] {
        let size = log.checkpoint.size
        guard first < size else { return [] }
        var tree = try await log.reader.range(of: first, size: size)
        var entries: [LogEntry] = []
        for bundle in EntryBundle.covering(from: first, size: size) {
            let contents = try await log.reader.entries(bundle)
            for (offset, bytes) in contents.enumerated() {
                let index = bundle.index * Int64(Tile.fullWidth) + Int64(offset)
                guard index >= first else { continue }
                _ = tree.append(LogHash.leaf(of: bytes))
                entries.append(try parsed(bytes, index, log))
            }
        }
        guard tree.root == log.checkpoint.root else {
            throw contradiction("gives entries from \(first) on that are not those it signed", log)
        }
        return entries
    }

    /// One entry of a log, verified by its proof.
    private func entry(_ index: Int64, of log: WatchedLog) async throws -> LogEntry {
        let size = log.checkpoint.size
        let width = Int64(Tile.fullWidth)
        let bundleIndex = index / width
        guard index < size,
            let bundle = EntryBundle(
                index: bundleIndex,
                width: Tile.width(level: 0, index: bundleIndex, treeSize: size)
            )
        else { throw contradiction("names an entry \(index) that it does not have", log) }
        let bytes = try await log.reader.entries(bundle)[Int(index % width)]
        let proof = try await log.reader.inclusion(of: index, size: size)
        guard proof.verifies(leaf: LogHash.leaf(of: bytes), root: log.checkpoint.root) else {
            throw contradiction("gives an entry \(index) that is not the one it signed", log)
        }
        return try parsed(bytes, index, log)
    }

    private func parsed(_ bytes: [UInt8], _ index: Int64, _ log: WatchedLog) throws -> LogEntry {
        let entry: LogEntry
        do throws(LogEntryError) {
            entry = try LogEntry(parsing: bytes)
        } catch {
            throw contradiction("has an entry \(index) that cannot be read: \(error)", log)
        }
        guard entry.index == index else {
            throw contradiction("has an entry \(index) that calls itself \(entry.index)", log)
        }
        return entry
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

    private func contradiction(_ finding: String, _ log: WatchedLog?, _ proof: TagProof? = nil) -> CommandFailure {
        LogAlarm(
            kind: .misbehaved,
            place: source.name,
            finding: finding,
            remembered: log?.seen.checkpoint.bytes,
            presented: proof?.checkpoint.bytes,
            key: log?.seen.key
        ).raised(in: LogMemory.standard(surroundings))
    }
}
