// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import TagLog
import Testing

@Suite struct LogReplayTests {
    private static let first = Digest(algorithm: .sha256, hash: [UInt8](repeating: 1, count: 32))
    private static let second = Digest(algorithm: .sha256, hash: [UInt8](repeating: 2, count: 32))
    private static let third = Digest(algorithm: .sha256, hash: [UInt8](repeating: 3, count: 32))

    /// An entry about the tag `1.0`, as the registry would write it unless a test says otherwise.
    private func entry(
        _ index: Int64,
        _ event: String,
        _ digest: Digest? = first,
        previous: Digest? = nil,
        last: Int64? = nil,
        tag: String? = "1.0",
        at second: Int64? = nil,
        reason: String? = nil
    ) throws -> LogEntry {
        LogEntry(
            index: index,
            time: Timestamp(microseconds: (second ?? index) * 1_000_000),
            event: event,
            tag: try tag.map { try Tag($0) },
            digest: digest,
            previous: previous,
            previousIndex: last,
            actor: "ann",
            reason: reason
        )
    }

    private func replay(_ entries: [LogEntry]) throws -> LogReplay {
        var replay = LogReplay()
        for entry in entries { try replay.append(entry) }
        return replay
    }

    private func tag(_ replay: LogReplay, _ name: String = "1.0") throws -> TagReplay {
        try #require(replay.tags[Tag(name)])
    }

    @Test func tagMeansWhatTheLastEntrySetItTo() throws {
        let replay = try replay([
            entry(0, "created"),
            entry(1, "created", Self.third, tag: "2.0"),
            entry(2, "held", Self.second, previous: Self.first, last: 0),
            entry(3, "approved", Self.second, previous: Self.first, last: 2),
            entry(4, "policySet", nil, tag: nil),
            entry(5, "signed", Self.second, last: 3),
        ])
        #expect(replay.inconsistencies == [])
        #expect(replay.isConsistent)
        #expect(replay.size == 6)
        let one = try tag(replay)
        #expect(one.digest == Self.second)
        #expect(one.lastChange == 3)
        #expect(one.lastIndex == 5)
        #expect(one.earlierDigests == [Self.first, Self.second])
        #expect(one.movesBack == [])
        #expect(try tag(replay, "2.0").digest == Self.third)
    }

    @Test func deletedTagMeansNothing() throws {
        let replay = try replay([
            entry(0, "created"),
            entry(1, "deleted", Self.first, previous: Self.first, last: 0),
            entry(2, "created", Self.first, last: 1),
            entry(3, "deleted", Self.first, previous: Self.first, last: 2),
        ])
        #expect(replay.isConsistent)
        #expect(try tag(replay).digest == nil)
        #expect(try tag(replay).moveBackCount == 0)
    }

    @Test(arguments: ["moved", "restored", "approved", "promoted"])
    func moveBackIsToldAndIsConsistent(event: String) throws {
        let replay = try replay([
            entry(0, "created"),
            entry(1, "moved", Self.second, previous: Self.first, last: 0),
            entry(2, "moved", Self.third, previous: Self.second, last: 1),
            entry(3, event, Self.first, previous: Self.third, last: 2, reason: "2.1 loses mail"),
        ])
        #expect(replay.isConsistent)
        let moves = try tag(replay).movesBack
        #expect(moves.count == 1)
        let move = try #require(moves.first)
        #expect(move.index == 3)
        #expect(move.firstIndex == 0)
        #expect(move.from == Self.third)
        #expect(move.to == Self.first)
        #expect(move.reason == "2.1 loses mail")
        #expect(replay.movesBack.map(\.tag.rawValue) == ["1.0"])
    }

    @Test func moveBackBehindADeletionIsToldToo() throws {
        let replay = try replay([
            entry(0, "created"),
            entry(1, "moved", Self.second, previous: Self.first, last: 0),
            entry(2, "deleted", Self.second, previous: Self.second, last: 1),
            entry(3, "created", Self.first, last: 2),
        ])
        #expect(replay.isConsistent)
        #expect(try tag(replay).movesBack.first?.from == Self.second)
    }

    @Test func gapsAndRepetitionsOfTheIndexAreFound() throws {
        let replay = try replay([entry(0, "created"), entry(2, "created", tag: "2.0"), entry(1, "created", tag: "3.0")])
        #expect(replay.inconsistencies.map(\.index) == [1, 2])
        #expect(replay.inconsistencies.map(\.fault) == [.index(found: 2), .index(found: 1)])
    }

    @Test func anotherPreviousMeaningIsFound() throws {
        for event in ["moved", "held", "observed", "rejected", "restored"] {
            let replay = try replay([entry(0, "created"), entry(1, event, Self.third, previous: Self.second, last: 0)])
            #expect(replay.inconsistencies.map(\.fault) == [.previous(found: Self.second, expected: Self.first)])
            let silent = try self.replay([entry(0, "created"), entry(1, event, Self.third, last: 0)])
            #expect(silent.inconsistencies.map(\.fault) == [.previous(found: nil, expected: Self.first)])
        }
    }

    @Test func firstEntryOfATagHasNoPrevious() throws {
        let replay = try replay([entry(0, "created", previous: Self.second, last: 4)])
        #expect(
            replay.inconsistencies.map(\.fault) == [
                .previousIndex(found: 4, expected: nil), .previous(found: Self.second, expected: nil),
            ]
        )
    }

    @Test func anotherLastEntryOfTheTagIsFound() throws {
        let replay = try replay([
            entry(0, "created"),
            entry(1, "held", Self.second, previous: Self.first, last: 0),
            entry(2, "moved", Self.second, previous: Self.first, last: 0),
        ])
        #expect(replay.inconsistencies.map(\.fault) == [.previousIndex(found: 0, expected: 1)])
    }

    @Test func timeThatGoesBackIsFoundForTheTagAlone() throws {
        let replay = try replay([
            entry(0, "created", at: 100),
            entry(1, "created", tag: "2.0", at: 50),
            entry(2, "moved", Self.second, previous: Self.first, last: 0, at: 99),
        ])
        #expect(replay.inconsistencies.map(\.index) == [2])
        #expect(
            replay.inconsistencies.map(\.fault) == [
                .time(
                    found: Timestamp(microseconds: 99_000_000),
                    after: Timestamp(microseconds: 100_000_000)
                )
            ]
        )
    }

    @Test func deletionOfWhatIsNotThereIsFound() throws {
        let replay = try replay([
            entry(0, "created"),
            entry(1, "deleted", Self.second, previous: Self.first, last: 0),
            entry(2, "deleted", Self.first, last: 1),
        ])
        #expect(
            replay.inconsistencies.map(\.fault) == [
                .deleted(found: Self.second, expected: Self.first), .deletedTwice,
            ]
        )
    }

    @Test func setToNothingIsFound() throws {
        let replay = try replay([entry(0, "created", nil)])
        #expect(replay.inconsistencies.map(\.fault) == [.noDigest])
    }

    @Test func unknownEventsArePassedOverAndCounted() throws {
        var replay = try replay([
            entry(0, "created"),
            entry(1, "grafted", Self.second, previous: Self.third, last: 0),
        ])
        #expect(replay.isConsistent)
        #expect(replay.unknownEvents == 1)
        #expect(try !tag(replay).isCertain)
        // What it did to the tag is not known, so the next entry is believed.
        try replay.append(entry(2, "moved", Self.third, previous: Self.second, last: 1))
        #expect(replay.isConsistent)
        #expect(try tag(replay).isCertain)
        try replay.append(entry(3, "moved", Self.first, previous: Self.second, last: 2))
        #expect(replay.inconsistencyCount == 1)
    }

    @Test func memoryEndsAtTheLimit() throws {
        var replay = LogReplay(limit: 4)
        try replay.append(entry(0, "created"))
        try replay.append(entry(1, "created", tag: "2.0"))
        try replay.append(entry(2, "held", Self.second, previous: Self.first, last: 0))
        #expect(throws: TagLogError.replayTooLarge(limit: 4)) { try replay.append(entry(3, "created", tag: "3.0")) }
    }

    @Test func inconsistenciesAreCountedBeyondThoseThatAreKept() throws {
        var replay = LogReplay()
        for _ in 0..<300 { try replay.append(entry(-1, "policySet", nil, tag: nil)) }
        #expect(replay.inconsistencies.count == LogReplay.maximumInconsistencies)
        #expect(replay.inconsistencyCount == 300)
    }

    @Test func anyOrderOfEntriesIsReadToItsEnd() throws {
        var randomness = Deterministic(seed: 18)
        let events = ["created", "moved", "deleted", "held", "restored", "signed", "keyAdded", "imported", "grafted"]
        let digests = [Self.first, Self.second, Self.third, nil]
        for _ in 0..<50 {
            var replay = LogReplay()
            for index in 0..<Int64(60) {
                let entry = try entry(
                    Int64.random(in: 0..<4, using: &randomness) == 0
                        ? .random(in: .min ... .max, using: &randomness) : index,
                    events.randomElement(using: &randomness) ?? "",
                    digests.randomElement(using: &randomness) ?? nil,
                    previous: digests.randomElement(using: &randomness) ?? nil,
                    last: Bool.random(using: &randomness) ? .random(in: .min ... .max, using: &randomness) : nil,
                    tag: ["1.0", "2.0", nil].randomElement(using: &randomness) ?? nil,
                    at: .random(in: -60...60, using: &randomness)
                )
                try replay.append(entry)
            }
            #expect(replay.size == 60)
            #expect(!replay.isConsistent)
        }
    }

    @Test func faultsAreToldWithTheEntryTheyAreAbout() throws {
        let replay = try replay([entry(0, "created"), entry(1, "moved", Self.second, last: 0)])
        #expect(
            replay.inconsistencies.map(\.description) == [
                "entry 1 about 1.0 does not fit into the log: it says that the tag meant nothing, and the log says "
                    + "\(Self.first)"
            ]
        )
    }
}
