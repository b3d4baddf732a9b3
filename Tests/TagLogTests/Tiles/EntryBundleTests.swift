// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import TagLog
import Testing

@Suite struct EntryBundleTests {
    @Test func entriesComeBackAsTheyWere() throws {
        let entries: [[UInt8]] = [[], [1], Array("entry".utf8), [UInt8](repeating: 7, count: LogEntry.maximumSize)]
        let bytes = try EntryBundle.encode(entries)
        #expect(Array(bytes.prefix(5)) == [0, 0, 0, 1, 1])
        #expect(try EntryBundle.decode(bytes, count: 4) == entries)
        #expect(try EntryBundle.decode([], count: 0).isEmpty)
    }

    @Test func entryThatDoesNotFitIsRefused() {
        let long = [UInt8](repeating: 0, count: LogEntry.maximumSize + 1)
        #expect(throws: TagLogError.entryTooLong(long.count)) { try EntryBundle.encode([long]) }
    }

    @Test func anotherNumberOfEntriesIsRefused() throws {
        let bytes = try EntryBundle.encode([[1], [2, 2], [3, 3, 3]])
        for count in [-1, 0, 1, 2, 4, .max] {
            #expect(throws: TagLogError.self) { try EntryBundle.decode(bytes, count: count) }
        }
    }

    @Test func bytesThatEndTooEarlyAreRefused() throws {
        let bytes = try EntryBundle.encode([[1], [2, 2], [3, 3, 3]])
        for length in 0..<bytes.count {
            #expect(throws: TagLogError.self) { try EntryBundle.decode(Array(bytes.prefix(length)), count: 3) }
        }
    }

    @Test func whatIsReadOfRandomBytesIsWrittenAlike() throws {
        var randomness = Deterministic(seed: 17)
        var read = 0
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &randomness)).map { _ in
                UInt8.random(in: 0..<4, using: &randomness)
            }
            let count = Int.random(in: 0..<4, using: &randomness)
            guard let entries = try? EntryBundle.decode(bytes, count: count) else { continue }
            read += 1
            #expect(try EntryBundle.encode(entries) == bytes)
        }
        #expect(read > 0)
    }

    @Test func bundlesCoverTheEntriesThatAreWanted() {
        #expect(EntryBundle.covering(from: 0, size: 0).map(\.path) == [])
        #expect(EntryBundle.covering(from: 0, size: 256).map(\.path) == ["entries/000"])
        #expect(EntryBundle.covering(from: 0, size: 300).map(\.path) == ["entries/000", "entries/001.p/44"])
        #expect(EntryBundle.covering(from: 256, size: 300).map(\.path) == ["entries/001.p/44"])
        #expect(EntryBundle.covering(from: 300, size: 300).map(\.path) == [])
        #expect(EntryBundle.covering(from: -1, size: 300).map(\.path) == [])
        #expect(EntryBundle.covering(from: 0, size: .max).map(\.path) == [])
    }
}
