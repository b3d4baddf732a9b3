// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct ExtendedHeaderDamageTests {
    private func failures(_ records: String) -> [Failure?] {
        let tar = rawTar { tar in
            tar.extended("x", records)
            tar.file("name", "text")
            tar.end()
        }
        return [Reading.failure(tar), Reading.failure(tar, piece: 1)]
    }

    @Test(arguments: [
        // Lengths that are none, too short, too long, or overflow.
        "x path=a\n", "path=a\n", " path=a\n", "-9 path=a\n", "+9 path=a\n", "0 path=a\n", "1 path=a\n", "2 path=a\n",
        "3 \n", "2 \n", "8 path=a\n", "10 path=a\n ", "100 path=a\n", "1073741824 path=a\n",
        "9223372036854775807 path=a\n", "9223372036854775808 path=a\n", "99999999999999999999999999 path=a\n",
        "0000000000000000000000000000031 path=a\n", "9", "9 ", "\n",
        // No line feed.
        "9 path=ab", "9 path=a\u{0}",
        // Neither key nor value.
        "8 patha\n", "5 =a\n", "4 =\n", "4 a\n",
        // Something after the last record.
        "9 path=a\n\u{0}", "9 path=a\n\n",
    ])
    func refusesRecordsThatAreNone(records: String) {
        #expect(failures("9 path=a\n") == [nil, nil])
        #expect(failures(records) == [.malformed, .malformed])
    }

    @Test(arguments: [
        ("path", "a\u{0}b"), ("linkpath", "a\u{0}"), ("p\u{0}th", "a"), ("uid", "1x"), ("uid", "1.5"), ("uid", " 1"),
        ("uid", "-"), ("uid", "+1"), ("gid", "99999999999999999999"), ("gid", "9223372036854775808"), ("size", "-1"),
        ("mtime", "-"), ("mtime", ".5"), ("mtime", "1.-5"), ("mtime", "1.5.5"), ("mtime", "1e10"), ("mtime", "--1"),
        ("LIBARCHIVE.xattr.user.a", "***"), ("LIBARCHIVE.xattr.user.a", "a=b"),
    ])
    func refusesValuesThatAreNone(key: String, value: String) {
        #expect(failures(RawTar.record(key, value)) == [.malformed, .malformed])
    }

    @Test func namesTheCharacterSetItDoesNotKnow() {
        #expect(Reading.failure(rawTar { $0.pax([("hdrcharset", "EBCDIC")]) }) == .unsupported)
        #expect(Reading.failure(rawTar { $0.pax([("hdrcharset", "BINARY")]) }) == .truncated)
    }

    @Test(arguments: [Character("x"), "g", "L", "K"])
    func refusesMetadataBeyondTheLimitBeforeItIsThere(flag: Character) {
        let limits = ArchiveLimits(metadataSize: 1_000)
        #expect(Reading.failure(rawTar { $0.header("name", flag, size: 1_001) }, limits: limits) == .limitExceeded)
    }

    @Test(arguments: [Character("x"), "L", "K"])
    func refusesAnEndlessChain(flag: Character) {
        let text = flag == "x" ? RawTar.record("comment", String(repeating: "c", count: 300)) : "name"
        let tar = rawTar { tar in for _ in 0..<300 { tar.extended(flag, text) } }
        #expect(Reading.failure(tar, limits: ArchiveLimits(metadataSize: 1_000)) == .limitExceeded)
    }

    @Test func refusesGlobalHeadersWithoutEnd() {
        let tar = rawTar { tar in
            for index in 0..<2_000 { tar.pax([("vendor.key\(index)", "value")], flag: "g") }
        }
        #expect(Reading.failure(tar) == .limitExceeded)
    }

    @Test func refusesLongNames() {
        let name = String(repeating: "n", count: 4_097)
        let limited = [
            rawTar { $0.extended("L", name) },
            rawTar { $0.extended("K", name) },
            rawTar { tar in
                tar.pax([("path", name)])
                tar.file("name", "")
            },
            rawTar { tar in
                tar.pax([("linkpath", name)])
                tar.header("name", "2")
            },
        ]
        for tar in limited { #expect(Reading.failure(tar) == .limitExceeded) }
        let allowed = rawTar { tar in
            tar.extended("L", String(name.dropLast()))
            tar.file("name", "")
        }
        #expect(Reading.failure(allowed) == nil)
    }

    @Test func keepsMessagesShort() {
        let long = String(repeating: "n", count: (1 << 20) - 100)
        let archives = [
            rawTar { tar in
                tar.pax([("path", long)])
                tar.header("name", "X")
            },
            rawTar { $0.pax([("hdrcharset", long)]) },
            rawTar { $0.pax([("LIBARCHIVE.xattr.\(long)", "***")]) },
            rawTar { $0.pax([("path", long), ("uid", "x")]) },
        ]
        for tar in archives {
            let error = #expect(throws: ArchiveError.self) { try Reading(tar) }
            #expect((error?.description.utf8.count ?? 0) < 300)
        }
    }

    @Test func refusesTooManyMembers() {
        let tar = rawTar { tar in for _ in 0..<11 { tar.header("name") } }
        #expect(Reading.failure(tar, limits: ArchiveLimits(entries: 11)) == nil)
        #expect(Reading.failure(tar, limits: ArchiveLimits(entries: 10)) == .limitExceeded)
    }

    @Test(arguments: [Character("0"), "V"])
    func refusesTooMuchMetadataInAll(flag: Character) {
        let tar = rawTar { tar in
            for _ in 0..<100 {
                tar.pax([("SCHILY.xattr.user.a", String(repeating: "v", count: 400))])
                tar.header("name", flag)
            }
        }
        #expect(Reading.failure(tar) == nil)
        #expect(Reading.failure(tar, limits: ArchiveLimits(totalMetadataSize: 40_000)) == .limitExceeded)
    }

    @Test func refusesMoreContentThanTheLimitInAll() {
        let tar = rawTar { tar in for _ in 0..<3 { tar.file("name", String(repeating: "x", count: 1_000)) } }
        #expect(Reading.failure(tar, limits: ArchiveLimits(expandedSize: 3_000)) == nil)
        #expect(Reading.failure(tar, limits: ArchiveLimits(expandedSize: 2_999)) == .limitExceeded)
    }
}
