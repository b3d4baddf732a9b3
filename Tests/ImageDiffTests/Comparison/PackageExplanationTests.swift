// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

@Suite struct PackageExplanationTests {
    /// One package that gets another version, and one that stays as it is.
    private static func system(_ version: String) -> Distribution {
        var system = Distribution(dpkg: [
            "liba": (version, ["/usr/lib/liba.so.1", "/usr/bin/a"]), "b": ("1", ["/usr/bin/b"]),
        ])
        system.files = [
            "/usr/lib/liba.so.1": Sample.program(version, mode: 0o644), "/usr/bin/a": Sample.program(version),
            "/usr/bin/b": Sample.program("1"),
        ]
        return system
    }

    @Test func anotherVersionExplainsWhatThePackageLists() throws {
        let comparison = try Distribution.compare(Self.system("1"), Self.system("2"))
        #expect(comparison.high == [])
        #expect(comparison.severity == .medium)
        #expect(comparison.headline == "base refresh: 1 package newer, entrypoint same")
    }

    @Test func oneNewerPackageExplainsNoOtherProgram() throws {
        var new = Self.system("2")
        new.files["/usr/bin/miner"] = Sample.program()
        new.files["/usr/lib/libbackdoor.so"] = Sample.program(mode: 0o644)
        new.files["/usr/bin/b"] = Sample.program("other")
        let comparison = try Distribution.compare(Self.system("1"), new)
        #expect(comparison.high == ["/usr/bin/b", "/usr/bin/miner", "/usr/lib/libbackdoor.so"])
        #expect(comparison.headline == "1 program changed, 2 programs added, 1 package newer")
    }

    @Test func aPackageCannotTakeTheProgramOfAnother() throws {
        var new = Self.system("2")
        new.files["/usr/bin/b"] = Sample.program("other")
        new.texts[Distribution.list("liba"), default: ""] += "/usr/bin/b\n"
        #expect(try Distribution.compare(Self.system("1"), new).high == ["/usr/bin/b"])
    }

    @Test func fourteenNewerPackagesAreARefresh() throws {
        let system = { (version: String) in
            let names = (1...14).map { "p\($0)" }
            var system = Distribution(
                dpkg: Dictionary(uniqueKeysWithValues: names.map { ($0, (version, ["/usr/bin/\($0)"])) })
            )
            for name in names { system.files[ByteString("/usr/bin/\(name)".utf8)] = Sample.program(version) }
            return system
        }
        let comparison = try Distribution.compare(system("1"), system("2"))
        #expect(comparison.high == [])
        #expect(comparison.headline == "base refresh: 14 packages newer, entrypoint same")
    }

    @Test func packagesThatCameAndWentExplainTheirPrograms() throws {
        var more = Self.system("1")
        more.texts["/var/lib/dpkg/status", default: ""] += "Package: c\nVersion: 1\n"
        more.texts[Distribution.list("c")] = "/usr/bin/c\n"
        more.files["/usr/bin/c"] = Sample.program()
        #expect(try Distribution.compare(Self.system("1"), more).high == [])
        let removed = try Distribution.compare(more, Self.system("1"))
        #expect(removed.files.differences.first { $0.path == "/usr/bin/c" }?.severity == .low)
        more.texts[Distribution.list("c")] = "/usr/bin/d\n"
        #expect(try Distribution.compare(Self.system("1"), more).high == ["/usr/bin/c"])
        let unlisted = try Distribution.compare(more, Self.system("1"))
        #expect(unlisted.files.differences.first { $0.path == "/usr/bin/c" }?.severity == .medium)
    }

    @Test func withoutListsNothingIsExplained() throws {
        let list = Distribution.list("liba")
        let all = ["/usr/bin/a", "/usr/lib/liba.so.1"]
        for change: (inout Distribution) -> Void in [
            { $0.texts[list] = nil }, { $0.missing = [list] }, { $0.files[list] = Sample.file("another") },
            { $0.files[list] = Sample.link("x") },
        ] {
            var (old, new) = (Self.system("1"), Self.system("2"))
            change(&new)
            #expect(try Distribution.compare(old, new).high == all)
            change(&old)
            #expect(try Distribution.compare(old, Self.system("2")).high == all)
            #expect(try Distribution.compare(old, new).headline == "2 programs changed, 1 package newer")
        }
    }

    @Test func aDatabaseThatCannotBeReadExplainsNothing() throws {
        var new = Self.system("2")
        new.texts["/usr/lib/apk/db/installed"] = "nonsense"
        #expect(try Distribution.compare(Self.system("1"), new).high == ["/usr/bin/a", "/usr/lib/liba.so.1"])
    }

    @Test func scriptsOfAPackageBelongToIt() throws {
        var new = Self.system("2")
        for name in ["liba.postinst", "b.postinst", "miner"] {
            new.files[ByteString("/var/lib/dpkg/info/\(name)".utf8)] = Sample.program()
        }
        let high = try Distribution.compare(Self.system("1"), new).high
        #expect(high == ["/var/lib/dpkg/info/b.postinst", "/var/lib/dpkg/info/miner"])
    }

    @Test func listsReachNoFurtherThanPackagesDo() throws {
        var (old, new) = (Self.system("1"), Self.system("2"))
        for path: ByteString in ["/opt/tool", "/usr/local/bin/x"] {
            new.files[path] = Sample.program()
            for list in [Distribution.list("liba")] {
                old.texts[list, default: ""] += "\(path)\n"
                new.texts[list, default: ""] += "\(path)\n"
            }
        }
        #expect(try Distribution.compare(old, new).high == ["/opt/tool", "/usr/local/bin/x"])
    }

    @Test(
        arguments: [
            ("/usr/bin/awk", nil, "/etc/alternatives/awk", false), ("/usr/bin/awk", nil, "a", false),
            ("/usr/bin/awk", nil, "b", true), ("/usr/bin/awk", nil, "../../opt/a", true),
            ("/usr/bin/awk", "a", "../lib/liba.so.1", false), ("/usr/bin/awk", "b", "a", true),
            ("/usr/bin/awk", nil, "/etc/alternatives/vi", true), ("/etc/alternatives/sh", nil, "/usr/bin/a", false),
            ("/etc/alternatives/sh", nil, "/tmp/a", true),
        ] as [(ByteString, ByteString?, ByteString, Bool)]
    )
    func aLinkIsAsGoodAsWhatItLeadsTo(path: ByteString, from: ByteString?, to: ByteString, isHigh: Bool) throws {
        var (old, new) = (Self.system("1"), Self.system("2"))
        for link in [("/etc/alternatives/awk", "/usr/bin/a"), ("/etc/alternatives/vi", "/usr/bin/b")] {
            old.files[ByteString(link.0.utf8)] = Sample.link(ByteString(link.1.utf8))
            new.files[ByteString(link.0.utf8)] = Sample.link(ByteString(link.1.utf8))
        }
        old.files[path] = from.map { Sample.link($0) }
        new.files[path] = Sample.link(to)
        #expect(try Distribution.compare(old, new).high == (isHigh ? [path.escaped] : []))
    }

    @Test func aProgramInPlaceOfALinkIsNotAsGoodAsTheLink() throws {
        var (old, new) = (Self.system("1"), Self.system("2"))
        old.files["/usr/bin/awk"] = Sample.link("a")
        new.files["/usr/bin/awk"] = Sample.program("miner")
        #expect(try Distribution.compare(old, new).high == ["/usr/bin/awk"])
        #expect(try Distribution.compare(new, old).high.contains("/usr/bin/awk"))
    }
}
