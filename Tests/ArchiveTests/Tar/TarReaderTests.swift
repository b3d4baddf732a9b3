// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct TarReaderTests {
    @Test func readsTheFieldsOfAHeader() throws {
        let reading = try Reading(
            rawTar { tar in
                tar.header("etc/motd", size: 5) { block in
                    block.set(100, "0104755\u{0}".utf8)
                    block.set(345, "root".utf8)
                }
                tar.content("hello")
                tar.end()
            }
        )
        let entry = TarEntry(
            path: "root/etc/motd",
            mode: 0o4755,
            userID: 1_000,
            groupID: 1_001,
            size: 5,
            modified: TarEntry.Time(seconds: 15)
        )
        let member = Reading.Member(entry: entry, offset: 512, content: Array("hello".utf8), isComplete: true)
        #expect(reading.members == [member])
        #expect(reading.ending.hasEndMarker)
        #expect(reading.ending.entries == 1)
        #expect(reading.ending.trailingBytes == 0)
        #expect(!reading.ending.hasGlobalHeaders)
    }

    @Test(
        arguments: [
            ("0", TarEntry.Kind.file), ("\u{0}", .file), ("7", .file), ("1", .hardLink), ("2", .symbolicLink),
            ("3", .characterDevice), ("4", .blockDevice), ("5", .directory), ("6", .fifo),
        ] as [(Character, TarEntry.Kind)]
    )
    func knowsTheTypes(flag: Character, kind: TarEntry.Kind) throws {
        let tar = rawTar { tar in
            tar.header("name", flag) { block in
                block.set(157, "target".utf8)
                block.set(329, "0000010\u{0}".utf8)
                block.set(337, "0000021\u{0}".utf8)
            }
            tar.end()
        }
        let entry = try #require(try Reading(tar).entries.first)
        #expect(entry.kind == kind)
        #expect(entry.linkTarget == (kind == .hardLink || kind == .symbolicLink ? "target" : ""))
        let isDevice = kind == .characterDevice || kind == .blockDevice
        #expect(entry.deviceMajor == (isDevice ? 8 : 0))
        #expect(entry.deviceMinor == (isDevice ? 17 : 0))
    }

    @Test(arguments: [Character("1"), "2", "3", "4", "5", "6"])
    func takesNoContentOfWhatHasNone(flag: Character) throws {
        let tar = rawTar { tar in
            tar.header("name", flag, size: 10_000)
            tar.file("next", "text")
            tar.end()
        }
        let reading = try Reading(tar)
        #expect(reading.paths == ["name", "next"])
        #expect(reading.entries.map(\.size) == [0, 4])
    }

    @Test(arguments: [Character("X"), "A", "I", "z", "M", "N", "D", "Z"])
    func refusesTypesThatAreNotUnpacked(flag: Character) {
        let failure = Reading.failure(rawTar { $0.header("name", flag) })
        #expect(failure == ("MND".contains(flag) ? .unsupported : .malformed))
    }

    @Test func takesAnOldDirectoryByItsSlash() throws {
        let tar = rawTar { tar in
            tar.header("usr/", "\u{0}", magic: RawTar.original)
            tar.header("usr/", "0")
            tar.end()
        }
        #expect(try Reading(tar).entries.map(\.kind) == [.directory, .file])
    }

    private static let longPrefix = String(repeating: "p", count: 131)

    @Test(
        arguments: [
            ([(345, "prefix")], "prefix/name"),
            // Without a magic number, and GNU's with its times there.
            ([(257, "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}"), (345, "prefix")], "name"),
            ([(257, "ustar  \u{0}"), (345, "14000000000\u{0}14000000000\u{0}")], "name"),
            // What Go wrote before 1.8: GNU's magic number, and a prefix.
            ([(257, "ustar  \u{0}"), (345, "prefix")], "prefix/name"),
            // star has times after a shorter prefix.
            ([(345, longPrefix + "14000000000 "), (508, "tar\u{0}")], longPrefix + "/name"),
        ] as [([(Int, String)], String)]
    )
    func readsThePrefixOnlyWhereTheFormatHasOne(fields: [(Int, String)], name: String) throws {
        let tar = rawTar { tar in
            tar.header("name") { block in for (offset, text) in fields { block.set(offset, text.utf8) } }
        }
        #expect(try Reading(tar).paths == [name])
    }

    @Test func acceptsAChecksumOfSignedBytes() throws {
        var block = rawTar { $0.header("n\u{e4}me") }
        let bytes = block.enumerated().map { (148..<156).contains($0.offset) ? 0x20 : $0.element }
        let sum = bytes.reduce(0) { $0 + Int(Int8(bitPattern: $1)) }
        block.set(148, ("0" + String(sum, radix: 8) + "\u{0} ").utf8)
        #expect(try Reading(block).paths == ["n\u{e4}me"])
        block[0] ^= 1
        #expect(Reading.failure(block) == .malformed)
    }

    @Test func skipsTheLabelOfATape() throws {
        let tar = rawTar { tar in
            tar.header("backup", "V", size: 600, magic: RawTar.gnu)
            tar.content([UInt8](repeating: 1, count: 600))
            tar.file("name", "text")
            tar.end()
        }
        #expect(try Reading(tar).paths == ["name"])
    }

    @Test(arguments: [1, 7, 100, 511, 512, 513, 1_000, 65_536])
    func readsTheSameFromPiecesOfAnySize(piece: Int) throws {
        let whole = try Reading(Samples.everything.bytes)
        #expect(whole.members.count == 12)
        #expect(try Reading(Samples.everything.bytes, piece: piece) == whole)
    }

    @Test func passesContentOnWithoutCopies() throws {
        struct Pieces: TarConsumer {
            var sizes: [Int] = []
            mutating func begin(_ entry: TarEntry, at offset: Int64) {}
            mutating func content(_ bytes: UnsafeRawBufferPointer) { sizes.append(bytes.count) }
            mutating func end() {}
        }
        let tar = rawTar { $0.file("name", String(repeating: "x", count: 100_000)) }
        var reader = TarReader(limits: ArchiveLimits())
        var pieces = Pieces()
        try tar.withUnsafeBytes { try reader.write($0, to: &pieces) }
        #expect(pieces.sizes == [100_000])
    }

    @Test func stopsWithTheErrorOfItsConsumer() throws {
        struct Full: Error {}
        struct Consumer: TarConsumer {
            mutating func begin(_ entry: TarEntry, at offset: Int64) throws { throw Full() }
            mutating func content(_ bytes: UnsafeRawBufferPointer) {}
            mutating func end() {}
        }
        var reader = TarReader(limits: ArchiveLimits())
        var consumer = Consumer()
        #expect(throws: Full.self) {
            try Samples.everything.bytes.withUnsafeBytes { try reader.write($0, to: &consumer) }
        }
        #expect(throws: Full.self) { try reader.write(UnsafeRawBufferPointer(start: nil, count: 0), to: &consumer) }
        #expect(throws: Full.self) { _ = try reader.finish(to: &consumer) }
    }
}
