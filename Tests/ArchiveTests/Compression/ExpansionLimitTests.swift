// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct ExpansionLimitTests {
    private static let zeros = [UInt8](repeating: 0, count: 4 << 20)

    private func compressed(_ compression: Compression) throws -> [UInt8] {
        switch compression {
        case .none: Self.zeros
        case .gzip: try Gzip.member(Self.zeros)
        case .zstd: try Zstandard.frame(Self.zeros)
        }
    }

    @Test(arguments: [Compression.none, .gzip, .zstd])
    func refusesMoreThanTheExpandedSize(compression: Compression) throws {
        let bytes = try compressed(compression)
        #expect(Expansion.failure(bytes, limits: ArchiveLimits(expandedSize: 4 << 20, ratio: .max)) == nil)
        let tooSmall = ArchiveLimits(expandedSize: (4 << 20) - 1, ratio: .max)
        #expect(Expansion.failure(bytes, limits: tooSmall) == .limitExceeded)
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func refusesABombByItsRatio(compression: Compression) throws {
        let bytes = try compressed(compression)
        let strict = ArchiveLimits(ratio: 100, expandedSizeWithoutRatio: 1 << 20)
        #expect(Expansion.failure(bytes, limits: strict) == .limitExceeded)
        #expect(Expansion.failure(bytes, piece: 1, limits: strict) == .limitExceeded)
        // Small enough not to be looked at.
        let lenient = ArchiveLimits(ratio: 100, expandedSizeWithoutRatio: 4 << 20)
        #expect(Expansion.failure(bytes, limits: lenient) == nil)
    }

    @Test func neverPutsOutMoreThanTheLimit() throws {
        let bytes = try Zstandard.frame(Self.zeros)
        let decompressor = Decompressor(limits: ArchiveLimits(expandedSize: 1_000_000))
        var size = 0
        #expect(throws: ArchiveError.self) {
            try bytes.withUnsafeBytes { bytes in try decompressor.write(bytes) { size += $0.count } }
        }
        #expect(size <= 1_000_000)
    }

    @Test func acceptsTheRatioOfGzip() throws {
        let strict = ArchiveLimits(expandedSizeWithoutRatio: 0)
        #expect(Expansion.failure(try Gzip.member(Self.zeros, level: 9), limits: strict) == nil)
    }

    @Test func refusesAWindowOfMoreThan128MiB() {
        // A frame without its size, a window of 2^27 or 2^28 bytes, and one empty block.
        let allowed: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 17 << 3, 0x01, 0x00, 0x00]
        let tooLarge: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 18 << 3, 0x01, 0x00, 0x00]
        #expect(Expansion.failure(allowed) == nil)
        #expect(Expansion.failure(tooLarge) == .limitExceeded)
    }

    @Test func readsVeryManyEmptyMembers() throws {
        let empty = try Gzip.member([])
        let bytes = Array(repeatElement(empty, count: 20_000).joined())
        #expect(try Expansion(bytes).content == [])
    }
}
