// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct TarHeaderDamageTests {
    @Test func refusesWhatIsNoTar() {
        #expect(Reading.failure([UInt8](repeating: 0x20, count: 512)) == .malformed)
        #expect(Reading.failure(Array(String(repeating: "no tar archive. ", count: 64).utf8)) == .malformed)
        #expect(Reading.failure(Array("short".utf8)) == .truncated)
    }

    @Test func noticesAnyDamageOfAHeader() {
        let tar = rawTar { $0.header("name") }
        for index in 0..<512 where !(148..<156).contains(index) {
            var damaged = tar
            damaged[index] &+= 1
            #expect(Reading.failure(damaged) == .malformed, "byte \(index)")
        }
    }

    @Test(arguments: [100, 108, 116, 124, 136])
    func refusesFieldsThatAreNoNumbers(field: Int) {
        for text in ["12x4567", "8", "-1", "1 2", "x"] {
            let tar = rawTar { tar in
                tar.header("name") { block in
                    block.set(field, [UInt8](repeating: 0, count: 8))
                    block.set(field, text.utf8)
                }
            }
            #expect(Reading.failure(tar) == .malformed, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("       \u{0}", 0), ("\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", 0), (" 17 \u{0}   ", 15),
            ("0000017\u{0}", 15), ("00000017", 15), ("17\u{0}garba", 15), ("17      ", 15),
        ] as [(String, Int64)]
    )
    func readsOctalNumbersAsTheyAreWritten(text: String, number: Int64) throws {
        let tar = rawTar { tar in
            tar.header("name") { $0.set(108, text.utf8) }
        }
        #expect(try Reading(tar).entries.first?.userID == number)
    }

    @Test(
        arguments: [
            ([0x80, 0, 0, 0, 0, 0x2d, 0xc6, 0xc0], 3_000_000),
            ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe], -2),
            ([0xc0, 0, 0, 0, 0, 0, 0, 0], -0x4000_0000_0000_0000),
            ([0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0x3fff_ffff_ffff_ffff),
        ] as [([UInt8], Int64)]
    )
    func readsBinaryNumbers(bytes: [UInt8], number: Int64) throws {
        let tar = rawTar { tar in
            tar.header("name") { $0.set(108, bytes) }
        }
        #expect(try Reading(tar).entries.first?.userID == number)
    }

    @Test(
        arguments: [
            // 2^63, and as much as fits.
            [0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0],
            [0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            // Minus one, and the most negative.
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            [0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func refusesSizesThatAreNone(bytes: [UInt8]) {
        for flag in [Character("0"), "x", "L", "V", "5"] {
            let tar = rawTar { tar in
                tar.header("name", flag) { $0.set(124, bytes) }
            }
            #expect(Reading.failure(tar) == .malformed)
        }
    }

    @Test(
        arguments: [
            Array("77777777777\u{0}".utf8),
            Array("777777777777".utf8),
            [0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ] as [[UInt8]]
    )
    func refusesSizesBeyondTheLimit(bytes: [UInt8]) {
        for flag in [Character("0"), "x", "g", "L", "K"] {
            let tar = rawTar { tar in
                tar.header("name", flag) { $0.set(124, bytes) }
            }
            #expect(Reading.failure(tar, limits: ArchiveLimits(expandedSize: 1 << 30)) == .limitExceeded)
        }
    }

    @Test func readsNegativeTimes() throws {
        let tar = rawTar { tar in
            tar.header("name") { $0.set(136, [UInt8](repeating: 0xff, count: 12)) }
        }
        #expect(try Reading(tar).entries.first?.modified == TarEntry.Time(seconds: -1))
    }

    @Test func refusesADeviceNumberOfMoreThan32Bits() {
        let tar = rawTar { tar in
            tar.header("name", "3") { $0.set(329, [0x80, 0, 0, 1, 0, 0, 0, 0]) }
        }
        #expect(Reading.failure(tar) == .malformed)
        let garbage = rawTar { tar in
            tar.header("name") { $0.set(329, "garbage!".utf8) }
        }
        #expect(Reading.failure(garbage) == nil)
    }
}
