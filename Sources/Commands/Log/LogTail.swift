// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

/// The newest part of a log, every entry verified: what became of each tag in it.
///
/// It holds of the events what tells the meaning of tags and nothing else, so that its memory is bounded by their number.
struct LogTail: Sendable {
    /// What an event about a tag does.
    enum Effect: Sendable {
        case sets
        case deletes
        /// A push that waits for signatures, and sets nothing.
        case waits
        /// A signature came, which changes nothing about the tag.
        case signs
        case other
    }

    /// An event about a tag.
    struct Event: Sendable {
        let index: Int64
        let effect: Effect
        let digest: Digest?
    }

    /// The tree before the first entry, and with the last.
    private let start: CompactRange
    private let end: CompactRange
    private let events: [Tag: [Event]]

    /// Puts together what was read; `start` grown by the entries is `end`, which has the root that was signed.
    init(start: CompactRange, end: CompactRange, events: [Tag: [Event]]) {
        self.start = start
        self.end = end
        self.events = events
    }

    /// The index of the first entry.
    var first: Int64 { start.size }

    /// The number of entries of the log.
    var size: Int64 { end.size }

    /// What the last events say of a tag that a registry gives a digest for.
    enum Standing: Equatable, Sendable {
        /// The tag means the digest.
        case logged
        /// The digest was pushed, and waits for signatures.
        case pending
        /// The log says something else: the end of a sentence that begins with the log.
        case contradicted(String)
    }

    /// Judges what a registry gives for a tag.
    ///
    /// - Parameters:
    ///   - tag: The tag.
    ///   - digest: What the registry says that it means.
    ///   - index: The event by which it does, where the registry names it.
    /// - Returns: What the log says of that.
    func standing(of tag: Tag, as digest: Digest, since index: Int64?) -> Standing {
        let events = events[tag] ?? []
        let change = events.last { $0.effect == .sets || $0.effect == .deletes }
        if let change, change.effect == .sets, change.digest == digest {
            let named = index.map { index in events.first { $0.index == index } }
            if let named, named?.effect != .sets || named?.digest != digest {
                return .contradicted(
                    "says that the tag \(tag) means \(digest) since entry \(change.index), and the registry names entry "
                        + "\(index ?? 0), which does not say so"
                )
            }
            return .logged
        }
        // Who is shown what waits is told of no event that sets it.
        if index == nil, events.last(where: { $0.digest == digest && $0.effect != .signs })?.effect == .waits {
            return .pending
        }
        return .contradicted(Self.contradiction(tag, change, digest))
    }

    private static func contradiction(_ tag: Tag, _ change: Event?, _ served: Digest) -> String {
        guard let change else { return "knows nothing of the tag \(tag), which the registry serves as \(served)" }
        let said =
            change.effect == .deletes ? "was deleted" : "means \(change.digest?.rawValue ?? "nothing")"
        return "says that the tag \(tag) \(said) (entry \(change.index)), and the registry serves \(served)"
    }
}

// MARK: Growing

extension LogTail {
    /// The tail that begins before an index and ends with the state of a log; what is known of it is not read again.
    ///
    /// - Parameters:
    ///   - known: What is known; it may be of an earlier state, or already of a later one.
    ///   - index: The first entry that is wanted.
    ///   - log: The log.
    /// - Returns: The tail.
    /// - Throws: ``CommandFailure`` with status 6 when the entries are not those that were signed.
    static func reading(_ known: LogTail?, from index: Int64, of log: WatchedLog) async throws -> LogTail {
        // From the start of a bundle, which is fetched as a whole anyhow.
        let first = min(index - index % Int64(Tile.fullWidth), known?.first ?? .max)
        let size = log.checkpoint.size
        guard size - first <= LogReader.mostEntries else { throw log.tooLong(from: first) }
        guard let known else {
            let start = try await log.reader.range(of: first, size: size)
            let tail = try await read(log, from: start, to: size)
            guard tail.end.root == log.checkpoint.root else { throw log.contradicted(from: first) }
            return tail
        }
        var tail = known
        if size > tail.size {
            let newer = try await read(log, from: tail.end, to: size)
            guard newer.end.root == log.checkpoint.root else { throw log.contradicted(from: tail.size) }
            tail = LogTail(start: tail.start, end: newer.end, events: tail.events.merging(newer.events) { $0 + $1 })
        }
        if first < tail.first {
            let older = try await read(log, from: try await log.reader.range(of: first, size: size), to: tail.first)
            // Both trees of this size have one root, or one of them was not what the signed one begins with.
            guard older.end == tail.start else { throw log.contradicted(from: first) }
            tail = LogTail(start: older.start, end: tail.end, events: older.events.merging(tail.events) { $0 + $1 })
        }
        return tail
    }

    /// Reads entries, which are not verified before the tree that they grow is compared.
    private static func read(_ log: WatchedLog, from start: CompactRange, to end: Int64) async throws -> LogTail {
        var tree = start
        var events: [Tag: [Event]] = [:]
        let patience = LogPatience()
        for bundle in EntryBundle.covering(from: start.size, size: end) {
            try patience.require(log)
            for (index, bytes) in try await log.reader.entries(bundle, from: start.size) {
                _ = tree.append(LogHash.leaf(of: bytes))
                let entry = try log.entry(index, bytes)
                guard let tag = entry.tag else { continue }
                events[tag, default: []].append(Event(index: index, effect: Effect(entry), digest: entry.digest))
            }
        }
        return LogTail(start: start, end: tree, events: events)
    }
}

extension LogTail.Effect {
    fileprivate init(_ entry: LogEntry) {
        if entry.setsTag {
            self = .sets
        } else if entry.deletesTag {
            self = .deletes
        } else if entry.isPending {
            self = .waits
        } else {
            self = entry.event == "signed" ? .signs : .other
        }
    }
}
