// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a tag has gone through, as a log tells it.
public struct TagReplay: Hashable, Sendable {
    /// A time that the tag was set to what it had meant before something else.
    public struct MoveBack: Hashable, Sendable {
        /// The index of the entry.
        public let index: Int64
        /// What the tag had meant until then, or until it was deleted.
        public let from: Digest
        /// What it meant again.
        public let to: Digest
        /// The index of the entry that had set it to that for the first time.
        public let firstIndex: Int64
        /// Why, as the entry says.
        public let reason: String?
    }

    /// How many moves back are kept of a tag; the others are counted.
    public static let maximumMovesBack = 100

    /// What the tag means; nil when it was deleted, or never set.
    public private(set) var digest: Digest?
    /// Whether ``digest`` can be relied upon: not after an event that is not known, until the next that sets the tag.
    public private(set) var isCertain = true
    /// The index of the last entry about the tag.
    public private(set) var lastIndex: Int64?
    /// The index of the last entry that set or deleted it.
    public private(set) var lastChange: Int64?
    /// The time of the last entry.
    public private(set) var lastTime: Timestamp?
    /// The first of the times that it was moved back.
    public private(set) var movesBack: [MoveBack] = []
    /// How often it was moved back.
    public private(set) var moveBackCount = 0

    /// What it meant last, deleted or not.
    private var lastDigest: Digest?
    /// Everything it has meant, and the index of the entry that said so first.
    private var meanings: [Digest: Int64] = [:]

    init() {}

    /// Everything the tag has meant, in the order in which it first did.
    public var earlierDigests: [Digest] { meanings.sorted { $0.value < $1.value }.map(\.key) }

    /// Takes the next entry about the tag, and gives the number of meanings that are new.
    mutating func append(_ entry: LogEntry, at index: Int64, report: (LogInconsistency.Fault) -> Void) -> Int {
        check(entry, report: report)
        lastIndex = index
        lastTime = max(entry.time, lastTime ?? entry.time)
        guard entry.isKnown else {
            isCertain = false
            return 0
        }
        if entry.deletesTag {
            digest = nil
            isCertain = true
            lastChange = index
        } else if entry.setsTag, let set = entry.digest {
            return self.set(set, by: entry, at: index)
        }
        return 0
    }

    private mutating func set(_ next: Digest, by entry: LogEntry, at index: Int64) -> Int {
        let first = meanings[next]
        if let first, let lastDigest, lastDigest != next {
            moveBackCount += 1
            if movesBack.count < Self.maximumMovesBack {
                movesBack.append(
                    MoveBack(index: index, from: lastDigest, to: next, firstIndex: first, reason: entry.reason)
                )
            }
        }
        digest = next
        lastDigest = next
        isCertain = true
        lastChange = index
        guard first == nil else { return 0 }
        meanings[next] = index
        return 1
    }

    private func check(_ entry: LogEntry, report: (LogInconsistency.Fault) -> Void) {
        if entry.previousIndex != lastIndex {
            report(.previousIndex(found: entry.previousIndex, expected: lastIndex))
        }
        if let lastTime, entry.time < lastTime { report(.time(found: entry.time, after: lastTime)) }
        // Nobody can say what an event that is not known did to the tag, or what its members mean.
        guard isCertain, entry.isKnown else { return }
        if entry.previous != digest, entry.previous != nil || entry.tellsPrevious {
            report(.previous(found: entry.previous, expected: digest))
        }
        if entry.deletesTag {
            if digest == nil {
                report(.deletedTwice)
            } else if let deleted = entry.digest, deleted != digest {
                report(.deleted(found: deleted, expected: digest))
            }
        }
        if entry.setsTag, entry.digest == nil { report(.noDigest) }
    }
}

extension LogEntry {
    /// Tells whether the event always says what its tag means or meant; what only brings something to a tag need not.
    fileprivate var tellsPrevious: Bool { !["imported", "pending", "signed"].contains(event) }
}
