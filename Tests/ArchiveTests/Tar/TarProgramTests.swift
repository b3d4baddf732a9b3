// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Glibc
import Testing

/// What the system's GNU tar writes is read, and it reads what is written here.
@Suite struct TarProgramTests {
    private static let longName = String(repeating: "long-name-", count: 20)

    private func tree(_ tar: TarProgram) throws {
        try tar.write(Array("hello".utf8), to: "file")
        try #require(chmod("\(tar.path)/file", 0o4755) == 0)
        try #require(mkdir("\(tar.path)/directory", 0o755) == 0)
        try tar.write([UInt8](repeating: 0x78, count: 5_000), to: "directory/content")
        try #require(symlink("../file", "\(tar.path)/directory/link") == 0)
        try #require(link("\(tar.path)/file", "\(tar.path)/zzz") == 0)
        for (index, name) in ["file", "directory/content", "directory/link", "directory"].enumerated() {
            var times = [timespec](repeating: timespec(tv_sec: 1_600_000_000 + index, tv_nsec: 0), count: 2)
            try #require(utimensat(AT_FDCWD, "\(tar.path)/\(name)", &times, AT_SYMLINK_NOFOLLOW) == 0)
        }
    }

    @Test(arguments: ["v7", "ustar", "oldgnu", "gnu", "pax"])
    func readsEveryFormat(format: String) throws {
        let tar = try TarProgram()
        try tree(tar)
        let keepsLongNames = format == "gnu" || format == "oldgnu" || format == "pax"
        if keepsLongNames {
            try tar.write([], to: "directory/\(Self.longName)")
            try #require(symlink(Self.longName, "\(tar.path)/directory/z") == 0)
        }
        try tar.run([
            "--format=\(format)", "--sort=name", "--owner=:1234", "--group=:5678", "-cf", "archive", "directory",
            "file", "zzz",
        ])
        let reading = try Reading(try tar.read("archive"))

        let longNames = keepsLongNames ? ["directory/\(Self.longName)", "directory/z"] : []
        #expect(
            reading.paths == ["directory/", "directory/content", "directory/link"] + longNames + ["file", "zzz"]
        )
        let members = Dictionary(uniqueKeysWithValues: reading.members.map { ($0.entry.path.description, $0) })
        let file = try #require(members["file"])
        #expect(file.content == Array("hello".utf8))
        #expect(file.entry.mode == 0o4755)
        #expect(file.entry.userID == 1_234)
        #expect(file.entry.groupID == 5_678)
        #expect(file.entry.modified == TarEntry.Time(seconds: 1_600_000_000))
        #expect(members["zzz"]?.entry.kind == .hardLink)
        #expect(members["zzz"]?.entry.linkTarget == "file")
        #expect(members["directory/"]?.entry.kind == .directory)
        #expect(members["directory/link"]?.entry.linkTarget == "../file")
        #expect(members["directory/link"]?.entry.modified.seconds == 1_600_000_002)
        #expect(members["directory/content"]?.content == [UInt8](repeating: 0x78, count: 5_000))
        if keepsLongNames { #expect(members["directory/z"]?.entry.linkTarget == ByteString(Self.longName.utf8)) }
        #expect(reading.ending.hasEndMarker)
        #expect(reading.ending.trailingBytes == 0)
    }

    @Test(arguments: [
        ["--format=gnu"], ["--format=pax", "--sparse-version=0.0"], ["--format=pax", "--sparse-version=0.1"],
        ["--format=pax", "--sparse-version=1.0"],
    ])
    func readsEverySparseVersion(options: [String]) throws {
        let tar = try TarProgram()
        try tar.write(Array("the end".utf8), to: "sparse", at: 3_000_000)
        for index in 0..<30 {
            try tar.write([UInt8](repeating: UInt8(index + 1), count: 4_096), to: "sparse", at: index * 65_536)
        }
        try tar.write([UInt8](repeating: 1, count: 10), to: "hole", at: 0)
        try #require(truncate("\(tar.path)/hole", 0) == 0)
        try #require(truncate("\(tar.path)/hole", 500_000) == 0)
        let flags = options + ["--sparse", "--hole-detection=raw", "-cf", "archive", "sparse", "hole"]
        try tar.run(flags)

        let archive = try tar.read("archive")
        let reading = try Reading(archive)
        #expect(archive.count < 1_000_000)
        #expect(reading.paths == ["sparse", "hole"])
        #expect(reading.members.first?.content == (try tar.read("sparse")))
        #expect(reading.members.last?.content == [UInt8](repeating: 0, count: 500_000))
        #expect(try Reading(archive, piece: 1_000) == reading)
    }

    @Test func readsRecordsOfMembersAndOfTheArchive() throws {
        let tar = try TarProgram()
        try tar.write([], to: "file")
        let records = "SCHILY.xattr.user.own:=value,SCHILY.xattr.user.all=1,gid=5000000"
        try tar.run(["--format=pax", "--pax-option=\(records)", "-cf", "archive", "file"])
        let reading = try Reading(try tar.read("archive"))
        #expect(reading.entries.first?.extendedAttributes == ["user.own": Array("value".utf8), "user.all": [0x31]])
        #expect(reading.ending.hasGlobalHeaders)
    }

    @Test func readsTimesBeforeTheEpoch() throws {
        let tar = try TarProgram()
        try tar.write([], to: "file")
        var times = [timespec](repeating: timespec(tv_sec: -2, tv_nsec: 250_000_000), count: 2)
        try #require(utimensat(AT_FDCWD, "\(tar.path)/file", &times, 0) == 0)
        try tar.run(["--format=pax", "-cf", "archive", "file"])
        let entry = try #require(try Reading(try tar.read("archive")).entries.first)
        #expect(entry.modified == TarEntry.Time(seconds: -2, nanoseconds: 250_000_000))
    }

    @Test func writesWhatTheSystemsTarUnpacks() throws {
        let tar = try TarProgram()
        let entries = [
            TarEntry(path: "directory/", kind: .directory, mode: 0o755),
            TarEntry(path: ByteString("directory/\(Self.longName)".utf8), mode: 0o640, size: 700),
            TarEntry(path: "early", size: 5, modified: TarEntry.Time(seconds: -2, nanoseconds: 250_000_000)),
            TarEntry(path: "link", kind: .symbolicLink, linkTarget: ByteString("directory/\(Self.longName)".utf8)),
            TarEntry(path: "name", kind: .hardLink, linkTarget: "early"),
            TarEntry(path: "pipe", kind: .fifo),
        ]
        var writer = TarWriter()
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += writer.entry(entry)
            bytes += [UInt8](repeating: 0x78, count: Int(entry.size)) + TarWriter.padding(after: entry.size)
        }
        try tar.write(bytes + TarWriter.endMarker, to: "archive")
        try tar.run(["--no-same-owner", "-xpf", "archive"])

        #expect(try tar.read("directory/\(Self.longName)") == [UInt8](repeating: 0x78, count: 700))
        #expect(try tar.look(at: "directory/\(Self.longName)").st_mode == S_IFREG | 0o640)
        #expect(try tar.read("link").count == 700)
        let early = try tar.look(at: "early")
        #expect(early.st_mtim.tv_sec == -2)
        #expect(early.st_mtim.tv_nsec == 250_000_000)
        #expect(try tar.look(at: "name").st_ino == early.st_ino)
        #expect(try tar.look(at: "pipe").st_mode & S_IFMT == S_IFIFO)
    }
}
