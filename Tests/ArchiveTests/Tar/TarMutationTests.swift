// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Randomness
import Testing

@Suite struct TarMutationTests {
    private static let interesting: [UInt8] = Array("017LKxgSV/\u{0} =\n,9".utf8) + [0x80, 0xff]
    private static let limits = ArchiveLimits(
        expandedSize: 1 << 20,
        entries: 50,
        nameLength: 1_000,
        metadataSize: 4_000,
        totalMetadataSize: 20_000
    )

    /// The recorder traps if a member's content is incomplete or members overlap.
    @Test(arguments: [false, true])
    func survivesMutations(areChecksumsMended: Bool) throws {
        var random = Deterministic(seed: areChecksumsMended ? 17 : 18)
        let original = Samples.everything.bytes
        var successes = 0
        for _ in 0..<2_500 {
            var bytes = original
            if Int.random(in: 0..<3, using: &random) == 0 { random.shift(&bytes, unit: 512) }
            if bytes.isEmpty { continue }
            random.replace(in: &bytes, with: Self.interesting)
            if areChecksumsMended { mend(&bytes) }
            let piece = [97, 512, 1 << 20][Int.random(in: 0..<3, using: &random)]
            do {
                let reading = try Reading(bytes, piece: piece, limits: Self.limits)
                let size = reading.entries.reduce(0) { $0 + $1.size }
                #expect(size <= 1 << 20)
                successes += 1
            } catch {
                #expect(error is ArchiveError)
            }
        }
        // Otherwise nothing behind the headers was tried.
        if areChecksumsMended { #expect(successes > 250) }
    }

    /// Mends the checksum of what looks like a header.
    private func mend(_ bytes: inout [UInt8]) {
        for start in stride(from: 0, to: bytes.count - 511, by: 512) where bytes[start + 257] == UInt8(ascii: "u") {
            RawTar.seal(&bytes, at: start)
        }
    }
}
