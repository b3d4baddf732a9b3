// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Randomness
import Testing

@Suite struct DecompressorTests {
    private static let text = Array("the same bytes, however they are packed\n".utf8)
    private static let pieces = [1, 2, 3, 5, 7, 511, 65_536]

    private func encodings(_ content: [UInt8]) throws -> [(bytes: [UInt8], compression: Compression)] {
        let middle = content.count / 2
        let skippable = Zstandard.skippableFrame([1, 2, 3], kind: 15)
        return [
            (content, .none),
            (try Gzip.member(content), .gzip),
            (try Gzip.member(content, level: 0), .gzip),
            (try Gzip.member(Array(content[..<middle])) + Gzip.member(Array(content[middle...])), .gzip),
            (try Gzip.member([]) + Gzip.member(content) + Gzip.member([]), .gzip),
            (try Gzip.member(content) + [UInt8](repeating: 0, count: 700), .gzip),
            (try Zstandard.frame(content), .zstd),
            (try Zstandard.frame(Array(content[..<middle])) + Zstandard.frame(Array(content[middle...])), .zstd),
            (try skippable + Zstandard.frame(content) + skippable, .zstd),
            (try Zstandard.skippableFrame([]) + Zstandard.frame(content) + Zstandard.skippableFrame([]), .zstd),
            (try Zstandard.frame([]) + Zstandard.frame(content) + Zstandard.frame([]), .zstd),
        ]
    }

    @Test(arguments: pieces)
    func yieldsTheSameFromEveryEncoding(piece: Int) throws {
        for (bytes, compression) in try encodings(Self.text) {
            let expansion = try Expansion(bytes, piece: piece)
            #expect(expansion.content == Self.text)
            #expect(expansion.compression == compression)
        }
    }

    @Test func yieldsMoreThanItsBufferHolds() throws {
        var random = Deterministic(seed: 1)
        // Twice its buffer to the byte, and a little more: incompressible at first, then long matches.
        for size in [512 << 10, (512 << 10) + 1] {
            let content = random.bytes(100_000) + [UInt8](repeating: 7, count: size - 100_000)
            for (bytes, _) in try encodings(content) {
                #expect(try Expansion(bytes).content == content)
                #expect(try Expansion(bytes, piece: 1_000).content == content)
            }
        }
    }

    @Test func countsWhatItReadsAndYields() throws {
        let bytes = try Gzip.member(Self.text)
        let decompressor = Decompressor(limits: ArchiveLimits())
        try bytes.withUnsafeBytes { bytes in try decompressor.write(bytes) { _ in } }
        try decompressor.finish { _ in }
        #expect(decompressor.readSize == Int64(bytes.count))
        #expect(decompressor.expandedSize == Int64(Self.text.count))
    }

    @Test func takesNothingForAnEmptyStream() throws {
        let expansion = try Expansion([])
        #expect(expansion.content == [])
        #expect(expansion.compression == Compression.none)
    }

    @Test(arguments: [[0x1f], [0x28, 0xb5, 0x2f], [0x50, 0x2a], [0x61, 0x62, 0x63, 0x64, 0x65]] as [[UInt8]])
    func passesOnWhatIsTooShortToTell(bytes: [UInt8]) throws {
        #expect(try Expansion(bytes).content == bytes)
        #expect(try Expansion(bytes, piece: 1).content == bytes)
    }

    @Test(
        arguments: [
            Array("BZh91AY&SY".utf8),
            [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00],
            [0x04, 0x22, 0x4d, 0x18, 0x64, 0x40],
        ] as [[UInt8]]
    )
    func refusesOtherCompressions(magic: [UInt8]) throws {
        #expect(Expansion.failure(magic) == .unsupported)
        #expect(Expansion.failure(magic + [UInt8](repeating: 1, count: 2_000)) == .unsupported)
        #expect(Expansion.failure(magic + [UInt8](repeating: 1, count: 2_000), piece: 1) == .unsupported)
    }

    @Test(arguments: pieces)
    func readsATarWhoseFirstNameLooksCompressed(piece: Int) throws {
        let tar = rawTar { tar in
            tar.file("BZh9.txt", "text")
            tar.end()
        }
        #expect(try Expansion(tar, piece: piece).content == tar)
    }

    @Test func repeatsItsFailure() throws {
        let decompressor = Decompressor(limits: ArchiveLimits())
        let bytes = try Gzip.member(Self.text).dropLast(6) + Gzip.member(Self.text)
        var failures: [ArchiveError] = []
        for _ in 0..<2 {
            do {
                try bytes.withUnsafeBytes { bytes in try decompressor.write(bytes) { _ in } }
            } catch let error as ArchiveError {
                failures.append(error)
            }
        }
        do {
            try decompressor.finish { _ in }
        } catch let error as ArchiveError {
            failures.append(error)
        }
        #expect(failures.count == 3)
        #expect(Set(failures).count == 1)
    }

    @Test func stopsWithTheErrorOfItsOutput() throws {
        struct Full: Error {}
        let decompressor = Decompressor(limits: ArchiveLimits())
        #expect(throws: Full.self) {
            try Gzip.member(Self.text).withUnsafeBytes { bytes in try decompressor.write(bytes) { _ in throw Full() } }
        }
        #expect(throws: Full.self) { try decompressor.finish { _ in } }
    }
}
