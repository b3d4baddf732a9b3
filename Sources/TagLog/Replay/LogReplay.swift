// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Reads a log from its first entry to its last, and tells what each tag means and what does not fit together.
///
/// The tree proves that nobody changed the entries; the replay tells whether they make sense. It is fed in order and
/// holds no entries: its memory grows with the number of tags and of the different meanings each had, and ends at a
/// limit.
public struct LogReplay: Sendable {
    /// How many tags and meanings of tags a replay remembers unless told otherwise.
    public static let defaultLimit = 1_000_000
    /// How many inconsistencies are kept; the others are counted.
    public static let maximumInconsistencies = 100

    /// The number of entries so far.
    public private(set) var size: Int64 = 0
    /// What each tag that an entry was about has gone through.
    public private(set) var tags: [Tag: TagReplay] = [:]
    /// The first of what does not fit together, in order.
    public private(set) var inconsistencies: [LogInconsistency] = []
    /// How much does not fit together.
    public private(set) var inconsistencyCount = 0
    /// How many entries tell of events that are not known, and were passed over.
    public private(set) var unknownEvents = 0

    private let limit: Int
    private var remembered = 0

    /// Creates a replay that has seen no entry.
    public init(limit: Int = defaultLimit) {
        self.limit = limit
    }

    /// Tells whether everything fitted together so far.
    public var isConsistent: Bool { inconsistencyCount == 0 }

    /// Every tag that was moved back to what it had meant earlier, with the times that happened, in the order of tags.
    public var movesBack: [(tag: Tag, moves: [TagReplay.MoveBack])] {
        tags.filter { !$0.value.movesBack.isEmpty }.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { (tag: $0.key, moves: $0.value.movesBack) }
    }

    /// Takes the next entry.
    ///
    /// - Parameter entry: The entry, as it was read from the log.
    /// - Returns: What does not fit about it, empty when everything does.
    /// - Throws: ``TagLogError/replayTooLarge(limit:)`` when there is more to remember than the limit allows.
    @discardableResult
    public mutating func append(_ entry: LogEntry) throws(TagLogError) -> [LogInconsistency] {
        var found: [LogInconsistency] = []
        if entry.index != size {
            found.append(LogInconsistency(at: size, entry.tag, .index(found: entry.index)))
        }
        if !entry.isKnown { unknownEvents += 1 }
        if let tag = entry.tag {
            let isNew = tags[tag] == nil
            let weight = tags[tag, default: TagReplay()].append(entry, at: size) { fault in
                found.append(LogInconsistency(at: size, tag, fault))
            }
            remembered += weight + (isNew ? 1 : 0)
            guard remembered <= limit else { throw .replayTooLarge(limit: limit) }
        }
        size += 1
        inconsistencyCount += found.count
        inconsistencies += found.prefix(Self.maximumInconsistencies - inconsistencies.count)
        return found
    }
}

extension LogEntry {
    /// The events that leave alone what their tag means, or are about no tag.
    private static let otherEvents: Set<String> = [
        "held", "rejected", "superseded", "expired", "observed", "imported", "pending", "signed", "keyAdded",
        "keyRetired", "keyRevoked", "policySet",
    ]

    var isKnown: Bool { setsTag || deletesTag || Self.otherEvents.contains(event) }
}
