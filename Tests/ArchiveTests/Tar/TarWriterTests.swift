// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct TarWriterTests {
    private static let long = String(repeating: "directory/", count: 30)

    private static let entries: [TarEntry] = [
        TarEntry(path: "file", size: 5),
        TarEntry(path: "setuid", mode: 0o7777, userID: 0o7_777_777, groupID: 0o7_777_777),
        TarEntry(path: "directory/", kind: .directory, mode: 0o755),
        TarEntry(path: "link", kind: .symbolicLink, mode: 0o777, linkTarget: "../file"),
        TarEntry(path: "name", kind: .hardLink, linkTarget: "file"),
        TarEntry(path: "null", kind: .characterDevice, deviceMajor: 1, deviceMinor: 3),
        TarEntry(path: "disk", kind: .blockDevice, deviceMajor: 0xfff, deviceMinor: .max),
        TarEntry(path: "pipe", kind: .fifo),
        TarEntry(path: "", kind: .directory),
        TarEntry(path: "./"),
        // As long as the fields, and longer.
        TarEntry(path: ByteString(repeatElement(0x6e, count: 100))),
        TarEntry(path: ByteString(repeatElement(0x6e, count: 101))),
        TarEntry(
            path: ByteString(Array(repeatElement(0x70, count: 155)) + [0x2f] + Array(repeatElement(0x6e, count: 100)))
        ),
        TarEntry(
            path: ByteString(Array(repeatElement(0x70, count: 156)) + [0x2f] + Array(repeatElement(0x6e, count: 100)))
        ),
        TarEntry(
            path: ByteString(Array(repeatElement(0x70, count: 155)) + [0x2f] + Array(repeatElement(0x6e, count: 101)))
        ),
        TarEntry(path: ByteString((long.prefix(140) + "x/").utf8), kind: .directory),
        TarEntry(path: ByteString(("/" + String(repeating: "n", count: 100)).utf8)),
        TarEntry(path: ByteString((long + "file").utf8), size: 3),
        TarEntry(path: "link", kind: .symbolicLink, linkTarget: ByteString(long.utf8)),
        TarEntry(path: ByteString([0xff, 0xfe])),
        TarEntry(path: ByteString(Array(long.utf8) + [0xff]), kind: .symbolicLink, linkTarget: ByteString([0xc0])),
        // Numbers that do not fit.
        TarEntry(path: "owner", userID: 1 << 21, groupID: 1 << 40),
        TarEntry(path: "nobody", userID: -2, groupID: -1),
        TarEntry(path: "future", modified: .init(seconds: 1 << 33)),
        TarEntry(path: "past", modified: .init(seconds: -1)),
        TarEntry(path: "fraction", modified: .init(seconds: 5, nanoseconds: 1)),
        TarEntry(path: "fraction", modified: .init(seconds: 5, nanoseconds: 250_000_000)),
        TarEntry(path: "fraction", modified: .init(seconds: -1, nanoseconds: 750_000_000)),
        TarEntry(path: "fraction", modified: .init(seconds: -2, nanoseconds: 999_999_999)),
        TarEntry(path: "fraction", modified: .init(seconds: .min, nanoseconds: 1)),
        TarEntry(
            path: "attributes",
            extendedAttributes: ["user.a": [0, 1, 0x0a, 0x3d], "security.capability": Array(repeating: 1, count: 20)],
            otherRecords: ["MSWINDOWS.rawsd": [0x41]]
        ),
    ]

    private func archive(_ entries: [TarEntry]) -> [UInt8] {
        var writer = TarWriter()
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += writer.entry(entry)
            bytes += [UInt8](repeating: 0x78, count: Int(entry.size)) + TarWriter.padding(after: entry.size)
        }
        return bytes + TarWriter.endMarker
    }

    @Test func isReadAsItWasWritten() throws {
        #expect(try Reading(archive(Self.entries)).entries == Self.entries)
    }

    @Test func writesTheSameBytesForTheSameEntries() {
        #expect(archive(Self.entries) == archive(Self.entries))
        #expect(archive(Self.entries).count.isMultiple(of: 512))
    }

    @Test func writesOneBlockForWhatFits() {
        var writer = TarWriter()
        for entry in Self.entries[..<13] where entry.path.bytes.count != 101 {
            #expect(writer.entry(entry).count == 512, "\(entry.path)")
        }
    }

    @Test func writesRecordsOfAnyLength() throws {
        // The length counts its own digits: one more byte may make it two longer.
        for size in Array(60...120) + Array(960...1_010) + Array(9_960...10_010) {
            let value = [UInt8](repeating: 0x76, count: size)
            let entry = TarEntry(path: "name", extendedAttributes: ["user.key": value])
            #expect(try Reading(archive([entry])).entries == [entry])
        }
    }

    @Test func writesTheSizeOfALargeFile() throws {
        struct Beginning: TarConsumer {
            var sizes: [Int64] = []
            mutating func begin(_ entry: TarEntry, at offset: Int64) { sizes.append(entry.size) }
            mutating func content(_ bytes: UnsafeRawBufferPointer) {}
            mutating func end() {}
        }
        for size in [(1 << 33) - 1, 1 << 33] as [Int64] {
            var writer = TarWriter()
            var reader = TarReader(limits: ArchiveLimits())
            var beginning = Beginning()
            try writer.entry(TarEntry(path: "large", size: size)).withUnsafeBytes { bytes in
                try reader.write(bytes, to: &beginning)
            }
            #expect(beginning.sizes == [size])
        }
    }

    @Test(arguments: [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511)] as [(Int64, Int)])
    func padsContentToBlocks(size: Int64, padding: Int) {
        #expect(TarWriter.padding(after: size).count == padding)
    }
}
