// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Randomness
import Testing

@Suite struct DamagedStreamTests {
    private static let text = Array("a text with some text that occurs in the text\n".utf8)

    @Test func noticesEveryCutOfGzip() throws {
        let member = try Gzip.member(Self.text)
        let bytes = member + member
        for end in 2..<bytes.count where end != member.count {
            #expect(Expansion.failure(Array(bytes[..<end])) == .truncated, "\(end) bytes")
        }
        #expect(try Expansion(Array(bytes[..<member.count])).content == Self.text)
    }

    @Test func noticesEveryCutOfZstd() throws {
        let frame = try Zstandard.frame(Self.text)
        let skippable = Zstandard.skippableFrame([1, 2, 3, 4])
        let bytes = skippable + frame + skippable
        let boundaries = [skippable.count, skippable.count + frame.count]
        for end in 4..<bytes.count where !boundaries.contains(end) {
            #expect(Expansion.failure(Array(bytes[..<end])) == .truncated, "\(end) bytes")
        }
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func neverYieldsOtherBytesAfterAFlippedBit(compression: Compression) throws {
        let bytes = try compression == .gzip ? Gzip.member(Self.text) : Zstandard.frame(Self.text)
        for index in (compression == .gzip ? 2 : 4)..<bytes.count {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                let content = try? Expansion(damaged).content
                #expect(content == nil || content == Self.text, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test(arguments: [[0x61], [0, 0, 1], [0x1f, 0x00], Array("trailing".utf8)] as [[UInt8]])
    func refusesBytesAfterGzip(trailing: [UInt8]) throws {
        let bytes = try Gzip.member(Self.text) + trailing
        #expect(Expansion.failure(bytes) == .malformed)
        #expect(Expansion.failure(bytes, piece: 1) == .malformed)
    }

    @Test(
        arguments: [
            [0, 0, 0, 0],
            Array("trailing".utf8),
            // A frame of zstd 0.5, which the library would read.
            [0x25, 0xb5, 0x2f, 0xfd, 0, 0, 0],
        ] as [[UInt8]]
    )
    func refusesBytesAfterZstd(trailing: [UInt8]) throws {
        let bytes = try Zstandard.frame(Self.text) + trailing
        #expect(Expansion.failure(bytes) == .malformed)
        #expect(Expansion.failure(bytes, piece: 1) == .malformed)
    }

    @Test func tellsWhereTheDamageIs() throws {
        let member = try Gzip.member(Self.text)
        var damaged = member + member
        damaged[member.count * 2 - 5] ^= 0xff
        do {
            _ = try Expansion(damaged)
            Issue.record("the damage was not noticed")
        } catch ArchiveError.malformed(_, let offset) {
            #expect(offset > Int64(member.count))
            #expect(offset <= Int64(damaged.count))
        }
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func survivesMutations(compression: Compression) throws {
        var random = Deterministic(seed: 0x5eed)
        let content = random.bytes(300) + [UInt8](repeating: 3, count: 700)
        let original =
            try compression == .gzip
            ? Gzip.member(content) + Gzip.member(content)
            : Zstandard.frame(content) + Zstandard.skippableFrame(Array("skip".utf8)) + Zstandard.frame(content)
        let limits = ArchiveLimits(expandedSize: 1 << 20)
        for _ in 0..<4_000 {
            var bytes = original
            random.replace(in: &bytes, with: [0, 1, 0x1f, 0x8b, 0x28, 0xb5, 0x50, 0xff])
            if Int.random(in: 0..<4, using: &random) == 0 { random.shift(&bytes, unit: 1) }
            let piece = Int.random(in: 1...bytes.count + 1, using: &random)
            do {
                let expansion = try Expansion(bytes, piece: piece, limits: limits)
                #expect(expansion.content.count <= 1 << 20)
            } catch {
                #expect(error is ArchiveError)
            }
        }
    }
}
