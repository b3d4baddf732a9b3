// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct ExtendedHeaderTests {
    private func entry(_ build: (inout RawTar) -> Void) throws -> TarEntry {
        try #require(try Reading(rawTar(build)).entries.last)
    }

    private func entry(_ records: [(String, String)]) throws -> TarEntry {
        try entry { tar in
            tar.pax(records)
            tar.file("name", "text")
        }
    }

    @Test func putsRecordsIntoTheMember() throws {
        let entry = try entry([
            ("path", "a/long/päth"), ("uid", "-7"), ("gid", "5000000000"), ("mtime", "12.5"), ("uname", "root"),
            ("SCHILY.xattr.user.key", "a=b\n\u{0}c"), ("hdrcharset", "ISO-IR 10646 2000 UTF-8"),
            ("MSWINDOWS.rawsd", "AQAE"), ("GNU.volume.label", "x"),
        ])
        #expect(entry.path == "a/long/päth")
        #expect(entry.userID == -7)
        #expect(entry.groupID == 5_000_000_000)
        #expect(entry.modified == TarEntry.Time(seconds: 12, nanoseconds: 500_000_000))
        #expect(entry.extendedAttributes == ["user.key": Array("a=b\n\u{0}c".utf8)])
        #expect(entry.otherRecords == ["MSWINDOWS.rawsd": Array("AQAE".utf8)])
        #expect(entry.size == 4)
    }

    @Test func takesSizeAndTargetFromRecords() throws {
        let reading = try Reading(
            rawTar { tar in
                tar.pax([("size", "600")])
                tar.header("file", size: 0)
                tar.content([UInt8](repeating: 1, count: 600))
                tar.pax([("linkpath", "far/away")])
                tar.header("link", "2") { $0.set(157, "near".utf8) }
                tar.end()
            }
        )
        #expect(reading.entries.map(\.size) == [600, 0])
        #expect(reading.entries.map(\.linkTarget) == ["", "far/away"])
    }

    @Test(
        arguments: [
            ("0", 0, 0), ("1.", 1, 0), ("1.000000001", 1, 1), ("1.0000000019", 1, 1), ("-1", -1, 0), ("-1.0", -1, 0),
            ("-1.5", -2, 500_000_000), ("-0.25", -1, 750_000_000), ("-0.000000001", -1, 999_999_999),
            ("9223372036854775807.999999999", .max, 999_999_999), ("-9223372036854775807.5", .min, 500_000_000),
        ] as [(String, Int64, Int32)]
    )
    func readsTimes(text: String, seconds: Int64, nanoseconds: Int32) throws {
        #expect(try entry([("mtime", text)]).modified == TarEntry.Time(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test func decodesTheAttributesOfLibarchive() throws {
        let entry = try entry([
            ("LIBARCHIVE.xattr.user.a%3Db%2", "aGVsbG8"), ("LIBARCHIVE.xattr.user.c", "aGVsbG8hIQ=="),
            ("SCHILY.xattr.user.c", "first"),
        ])
        #expect(entry.extendedAttributes == ["user.a=b%2": Array("hello".utf8), "user.c": Array("first".utf8)])
    }

    @Test func believesTheLastRecordAndAnEmptyOneTakesAway() throws {
        #expect(try entry([("uid", "1"), ("uid", "2")]).userID == 2)
        #expect(try entry([("uid", "1"), ("uid", "")]).userID == 1_000)
        #expect(try entry([("SCHILY.xattr.user.a", "1"), ("SCHILY.xattr.user.a", "")]).extendedAttributes == [:])
    }

    @Test func believesAHeaderForOneMemberOnly() throws {
        let reading = try Reading(
            rawTar { tar in
                tar.pax([("path", "other")])
                tar.file("first", "")
                tar.file("second", "")
                tar.extended("L", "long")
                tar.file("third", "")
                tar.file("fourth", "")
                tar.pax([("path", "lost"), ("uid", "7")])
                tar.pax([("gid", "8")])
                tar.file("fifth", "")
                tar.end()
            }
        )
        #expect(reading.paths == ["other", "second", "long", "fourth", "fifth"])
        #expect(reading.entries.last?.userID == 1_000)
        #expect(reading.entries.last?.groupID == 8)
    }

    @Test func believesLongNamesBeforeRecords() throws {
        let entry = try entry { tar in
            tar.extended("L", "lost")
            tar.extended("L", "long\u{0}garbage")
            tar.pax([("path", "record")])
            tar.extended("K", "target\u{0}")
            tar.header("short", "2") { $0.set(157, "near".utf8) }
        }
        #expect(entry.path == "long")
        #expect(entry.linkTarget == "target")
    }

    @Test func takesAnEmptyLongNameForNone() throws {
        let entry = try entry { tar in
            tar.extended("L", "\u{0}")
            tar.extended("K", "")
            tar.file("short", "")
        }
        #expect(entry.path == "short")
    }

    @Test func appliesGlobalHeadersToWhatFollows() throws {
        let reading = try Reading(
            rawTar { tar in
                tar.file("before", "")
                tar.pax([("uid", "7"), ("gid", "8"), ("SCHILY.xattr.user.a", "1")], flag: "g")
                tar.file("after", "")
                tar.pax([("uid", "9"), ("gid", ""), ("SCHILY.xattr.user.b", "2")])
                tar.file("own", "")
                tar.pax([("uid", ""), ("gid", ""), ("SCHILY.xattr.user.a", "")], flag: "g")
                tar.file("last", "")
                tar.end()
            }
        )
        #expect(reading.entries.map(\.userID) == [1_000, 7, 9, 1_000])
        #expect(reading.entries.map(\.groupID) == [1_001, 8, 1_001, 1_001])
        #expect(reading.entries.map(\.extendedAttributes.count) == [0, 1, 2, 0])
        #expect(reading.ending.hasGlobalHeaders)
        #expect(reading.ending.entries == 4)
    }

    @Test func doesNotReportAComment() throws {
        let reading = try Reading(
            rawTar { tar in
                tar.pax([("comment", "a commit")], flag: "g")
                tar.file("name", "")
            }
        )
        #expect(!reading.ending.hasGlobalHeaders)
    }

    @Test(arguments: [("path", "x"), ("linkpath", "x"), ("size", "1"), ("GNU.sparse.major", "1")])
    func refusesGlobalRecordsThatCanOnlyBeRightOnce(key: String, value: String) {
        #expect(Reading.failure(rawTar { $0.pax([(key, value)], flag: "g") }) == .malformed)
    }

    @Test func refusesHeadersWithoutAMember() {
        let header = rawTar { $0.pax([("uid", "7")]) }
        #expect(Reading.failure(header) == .truncated)
        #expect(Reading.failure(header + TarWriter.endMarker) == .malformed)
        #expect(Reading.failure(header + rawTar { $0.pax([("gid", "7")], flag: "g") }) == .malformed)
        #expect(Reading.failure(rawTar { $0.extended("L", "") } + TarWriter.endMarker) == nil)
    }
}
