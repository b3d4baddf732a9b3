// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct TarEndingTests {
    private static let file = rawTar { $0.file("name", "text") }
    private static let zeros = [UInt8](repeating: 0, count: 512)

    @Test func toleratesAMissingEndMarker() throws {
        for bytes in [Self.file, Self.file + Self.zeros] {
            let reading = try Reading(bytes)
            #expect(reading.paths == ["name"])
            #expect(!reading.ending.hasEndMarker)
        }
    }

    @Test func readsAnArchiveOfNothing() throws {
        #expect(try Reading([]).ending.entries == 0)
        #expect(try Reading([]).ending.hasEndMarker == false)
        #expect(try Reading(TarWriter.endMarker).ending.hasEndMarker)
    }

    @Test(arguments: [1, 100, 512, 4_096])
    func drainsWhatFollowsTheEnd(piece: Int) throws {
        let padded = Self.file + TarWriter.endMarker + Self.zeros
        #expect(try Reading(padded, piece: piece).ending.trailingBytes == 0)
        #expect(try Reading(padded + [0, 0, 1, 0], piece: piece).ending.trailingBytes == 515)
        let hidden = try Reading(padded + rawTar { $0.file("hidden", "text") } + Self.zeros, piece: piece)
        #expect(hidden.paths == ["name"])
        #expect(hidden.ending.trailingBytes == 512 + 512 + 4)
    }

    @Test func refusesHalfAnEndMarkerBeforeAMember() {
        #expect(Reading.failure(Self.file + Self.zeros + Self.file) == .malformed)
    }

    @Test func noticesEveryCut() {
        let (bytes, boundaries) = Samples.everything
        for block in stride(from: 0, through: bytes.count, by: 512) {
            for end in [block, block + 1, block + 300, block + 511] where end <= bytes.count {
                let failure = Reading.failure(Array(bytes[..<end]))
                let isNoticed = !boundaries.contains(end) && end < bytes.count - 1_024
                #expect(failure == (isNoticed || !end.isMultiple(of: 512) ? .truncated : nil), "\(end) bytes")
            }
        }
    }
}
