// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct SparseFileTests {
    /// What the maps below make of `abcdefgh`.
    private static let expected =
        [UInt8](repeating: 0, count: 100_000) + Array("abc".utf8) + [UInt8](repeating: 0, count: 97)
        + Array("defgh".utf8)
        + [UInt8](repeating: 0, count: 50_000)
    private static let size = "150105"

    private func sparse(_ records: [(String, String)], stored: String = "abcdefgh", size: Int? = nil) -> [UInt8] {
        rawTar { tar in
            tar.pax(records)
            tar.header("GNUSparseFile.0/name", size: size ?? stored.utf8.count)
            tar.content(stored)
            tar.file("next", "text")
            tar.end()
        }
    }

    private func mapBefore(_ map: String, _ content: String = "abcdefgh") -> [UInt8] {
        let padding = String(repeating: "\u{0}", count: TarWriter.padding(after: Int64(map.utf8.count)).count)
        return sparse(
            [
                ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "name"),
                ("GNU.sparse.realsize", Self.size),
            ],
            stored: map + padding + content
        )
    }

    private func old(size: Int = 8, full: Int = 150_105, segments: [(Int, Int)]) -> [UInt8] {
        rawTar { tar in
            tar.header("name", "S", size: size, magic: RawTar.gnu) { block in
                for (index, segment) in segments.prefix(4).enumerated() {
                    Samples.setSegment(&block, 386 + 24 * index, segment.0, segment.1)
                }
                block[482] = segments.count > 4 ? 1 : 0
                block.set(483, RawTar.octal(full).utf8)
            }
            var rest = segments.dropFirst(4)
            while !rest.isEmpty {
                var block = [UInt8](repeating: 0, count: 512)
                for (index, segment) in rest.prefix(21).enumerated() {
                    Samples.setSegment(&block, 24 * index, segment.0, segment.1)
                }
                rest = rest.dropFirst(21)
                block[504] = rest.isEmpty ? 0 : 1
                tar.append(block)
            }
            tar.content(String("abcdefgh".prefix(size)))
            tar.file("next", "text")
            tar.end()
        }
    }

    private static let segments = [
        ("GNU.sparse.numblocks", "3"),
        ("GNU.sparse.offset", "100000"), ("GNU.sparse.numbytes", "3"),
        ("GNU.sparse.offset", "100100"), ("GNU.sparse.numbytes", "5"),
        ("GNU.sparse.offset", "150105"), ("GNU.sparse.numbytes", "0"),
    ]

    private var versions: [[UInt8]] {
        [
            sparse([("GNU.sparse.size", Self.size)] + Self.segments + [("path", "name")]),
            sparse([
                ("GNU.sparse.size", Self.size), ("GNU.sparse.numblocks", "3"), ("GNU.sparse.name", "name"),
                ("GNU.sparse.map", "100000,3,100100,5,150105,0"),
            ]),
            mapBefore("3\n100000\n3\n100100\n5\n150105\n0\n"),
            old(segments: [(100_000, 3), (100_100, 5), (150_105, 0)]),
            old(segments: (1...60).map { ($0, 0) } + [(100_000, 3), (100_100, 5)]),
        ]
    }

    @Test(arguments: [1, 13, 512, 65_536])
    func fillsHolesWithZeros(piece: Int) throws {
        for tar in versions {
            let reading = try Reading(tar, piece: piece)
            #expect(reading.paths == ["name", "next"])
            #expect(reading.entries.first?.kind == .file)
            #expect(reading.members.first?.content == Self.expected)
            #expect(reading.members.last?.content == Array("text".utf8))
        }
    }

    @Test func readsAFileOfNothingButAHole() throws {
        for tar in [
            sparse(
                [("GNU.sparse.size", "3000"), ("GNU.sparse.numblocks", "0"), ("GNU.sparse.map", "3000,0")],
                stored: ""
            ),
            old(size: 0, full: 3_000, segments: []),
        ] {
            let reading = try Reading(tar)
            #expect(reading.members.first?.content == [UInt8](repeating: 0, count: 3_000))
            #expect(reading.members.last?.content == Array("text".utf8))
        }
    }

    @Test(arguments: [
        // Overlapping, descending, outside, overflowing.
        "0,5,4,3", "100,3,50,5", "150104,3,150107,5", "9223372036854775807,8", "100000,9223372036854775807",
        // More or less than is stored.
        "0,3,10,4", "0,3,10,6", "0,0",
        // Not a list of pairs of numbers.
        "0", "0,3,10", "0,,3", ",", "0,x", "-1,8", "0,3,10,5,",
    ])
    func refusesWrongMaps(map: String) {
        let records = [("GNU.sparse.size", Self.size), ("GNU.sparse.map", map)]
        #expect(Reading.failure(sparse(records)) == .malformed)
        let numbers = map.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard numbers.count.isMultiple(of: 2) else { return }
        #expect(
            Reading.failure(mapBefore("\(numbers.count / 2)\n" + numbers.joined(separator: "\n") + "\n")) == .malformed
        )
        let segments = stride(from: 0, to: numbers.count, by: 2).compactMap { index in
            Int(numbers[index]).flatMap { offset in Int(numbers[index + 1]).map { (offset, $0) } }
        }
        let fitsTheFields = segments.allSatisfy { (0..<1 << 33).contains($0) && (0..<1 << 33).contains($1) }
        guard segments.count == numbers.count / 2, fitsTheFields else { return }
        #expect(Reading.failure(old(segments: segments)) == .malformed)
    }

    @Test func refusesWrongRecords() {
        #expect(Reading.failure(sparse([("GNU.sparse.map", "0,8")])) == .malformed)
        #expect(Reading.failure(sparse([("GNU.sparse.size", "-1"), ("GNU.sparse.map", "0,8")])) == .malformed)
        #expect(Reading.failure(sparse([("GNU.sparse.size", "9"), ("GNU.sparse.numbytes", "8")])) == .malformed)
        #expect(Reading.failure(sparse([("GNU.sparse.size", "9"), ("GNU.sparse.major", "2")])) == .unsupported)
        let link = rawTar { tar in
            tar.pax([("GNU.sparse.size", "9"), ("GNU.sparse.map", "0,8")])
            tar.header("name", "2")
        }
        #expect(Reading.failure(link) == .malformed)
        let notGNU = rawTar { tar in tar.header("name", "S") }
        #expect(Reading.failure(notGNU) == .malformed)
    }

    @Test func leavesAFileAloneThatOnlyHasASparseName() throws {
        let reading = try Reading(sparse([("GNU.sparse.name", "other")]))
        #expect(reading.paths == ["GNUSparseFile.0/name", "next"])
        #expect(reading.members.first?.content == Array("abcdefgh".utf8))
    }

    @Test(arguments: ["x\n", "\n", "-1\n", "111111111111111111111111111111111111", "1\n0\n"])
    func refusesWrongMapsBeforeTheContent(map: String) {
        #expect(Reading.failure(mapBefore(map, "")) == .malformed)
    }

    @Test func refusesMapsWithoutEnd() {
        #expect(Reading.failure(mapBefore("65537\n")) == .limitExceeded)
        let list = repeatElement("0,0", count: 65_537).joined(separator: ",")
        #expect(Reading.failure(sparse([("GNU.sparse.size", "9"), ("GNU.sparse.map", list)])) == .limitExceeded)
        #expect(Reading.failure(old(segments: (0...65_536).map { ($0, 0) })) == .limitExceeded)
        let most = (0..<65_534).map { ($0, 0) } + [(100_000, 3), (100_100, 5)]
        #expect(Reading.failure(old(segments: most)) == nil)
    }

    @Test func refusesAPetabyteInAKilobyte() throws {
        let petabyte = "1125899906842624"
        let limits = ArchiveLimits(expandedSize: 1 << 20)
        for tar in [
            sparse([("GNU.sparse.size", petabyte), ("GNU.sparse.map", "0,8")]),
            sparse([
                ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", petabyte),
            ]),
            old(full: 1 << 32, segments: [(0, 8)]),
        ] {
            #expect(Reading.failure(tar, limits: limits) == .limitExceeded)
        }
        // Not in one file, but in all together.
        let some = sparse([("GNU.sparse.size", "600000"), ("GNU.sparse.map", "0,8")]).dropLast(2_048)
        #expect(Reading.failure(Array(some), limits: limits) == nil)
        #expect(Reading.failure(Array(some + some), limits: limits) == .limitExceeded)
    }

    @Test(arguments: [1 << 20, 1_000])
    func refusesHolesOutOfProportion(piece: Int) throws {
        let bytes = old(full: 60 << 30, segments: [(0, 8)])
        var reader = TarReader(limits: ArchiveLimits())
        var counter = Counter()
        #expect(throws: ArchiveError.self) {
            for start in stride(from: 0, to: bytes.count, by: piece) {
                let end = min(start + piece, bytes.count)
                try bytes[start..<end].withUnsafeBytes { try reader.write($0, to: &counter) }
            }
        }
        #expect(counter.size <= (64 << 20) + 8)
        let honest = old(segments: [(0, 8)])
        #expect(Reading.failure(honest, limits: ArchiveLimits(ratio: 1_100, expandedSizeWithoutRatio: 0)) == nil)
        let strict = ArchiveLimits(ratio: 10, expandedSizeWithoutRatio: 0)
        #expect(Reading.failure(honest, limits: strict) == .limitExceeded)
    }

    /// Counts content and lets it go.
    private struct Counter: TarConsumer {
        var size: Int64 = 0

        mutating func begin(_ entry: TarEntry, at offset: Int64) {}

        mutating func content(_ bytes: UnsafeRawBufferPointer) { size += Int64(bytes.count) }

        mutating func end() {}
    }
}
