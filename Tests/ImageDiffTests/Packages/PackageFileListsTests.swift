// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

@Suite struct PackageFileListsTests {
    /// The lists of one package of dpkg in a tree.
    private func owned(_ list: String, in tree: [ByteString: FileEntry] = [:]) -> PackageFiles.Paths.Lookup {
        owned(Array(list.utf8), in: tree)
    }

    private func owned(_ list: [UInt8], in tree: [ByteString: FileEntry] = [:]) -> PackageFiles.Paths.Lookup {
        let path: ByteString = "/var/lib/dpkg/info/a.list"
        let package = Package(manager: .dpkg, name: "a", version: "1")
        let entry = FileEntry(kind: .file, mode: 0o644, size: Int64(list.count), hash: ContentHash(hashing: list))
        var lists = PackageFileLists(of: Sample.tree(tree.merging([path: entry]) { $1 }))
        lists.readLists(of: [package]) { $0.path == path ? list : nil }
        return lists.files.paths(of: [package.owner])
    }

    @Test func readsWithAndWithoutTheLastLineFeed() {
        for text in ["/.\n/usr/bin/a\n/usr/bin/b\n", "/.\n/usr/bin/a\n/usr/bin/b"] {
            let paths = owned(text)
            #expect(paths.contains("/usr/bin/a"))
            #expect(paths.contains("/usr/bin/b"))
            #expect(!paths.contains("/usr/bin/c"))
            #expect(!paths.contains("/usr/bin"))
        }
    }

    @Test func mergedDirectoriesHaveTwoNames() {
        let merged: [ByteString: FileEntry] = [
            "/bin": Sample.link("usr/bin"), "/sbin": Sample.link("usr/sbin"), "/usr/sbin": Sample.link("bin"),
        ]
        let paths = owned("/bin/a\n/sbin/b\n/usr/bin/c\n/lib/d\n", in: merged)
        for path: ByteString in ["/usr/bin/a", "/usr/bin/b", "/usr/bin/c", "/lib/d"] { #expect(paths.contains(path)) }
        let other = owned("/usr/bin/a\n", in: ["/usr/bin": Sample.link("/bin")])
        #expect(other.contains("/bin/a"))
    }

    @Test func directoriesThatAreTwoAreNotMerged() {
        let paths = owned("/bin/a\n", in: ["/bin": Sample.directory(), "/usr/bin": Sample.directory()])
        #expect(paths.contains("/bin/a"))
        #expect(!paths.contains("/usr/bin/a"))
    }

    @Test(arguments: [
        "/usr/bin/../bin/a", "/usr//bin/a", "usr/bin/a", "/usr/bin/a/", " /usr/bin/a", "/usr/bin/a\0", "/usr/bin/a\r",
        "/usr/bin/./a", "/usr/bin/*", "/usr/bin/A", "\n\n", "",
    ])
    func otherSpellingsAreOtherFiles(line: String) {
        #expect(!owned("\(line)\n").contains("/usr/bin/a"))
    }

    @Test func hugeLinesAndManyAreBounded() {
        let long = [UInt8](repeating: 0x61, count: 4 << 20)
        #expect(owned(long + Array("\n/usr/bin/a\n".utf8)).contains("/usr/bin/a"))
        let path = Array("/usr/bin/a\n".utf8)
        let many = (0..<2 * PackageFiles.maximumPaths).map { $0 % 2 == 0 ? 0x61 : 0x0a as UInt8 }
        #expect(!owned(path + many).contains("/usr/bin/a"))
    }

    @Test func everyArchitectureHasItsList() throws {
        var system = Distribution()
        system.texts["/var/lib/dpkg/status"] =
            "Package: a\nArchitecture: amd64\nVersion: 1\n\nPackage: a\nArchitecture: i386\nVersion: 1\n"
        system.texts["/var/lib/dpkg/info/a:amd64.list"] = "/usr/lib/x86_64-linux-gnu/a.so\n"
        system.texts["/var/lib/dpkg/info/a:i386.list"] = "/usr/lib/i386-linux-gnu/a.so\n"
        let packages = try system.image.packages
        let native = packages.files.paths(of: packages.packages.filter { $0.architecture == "amd64" }.map(\.owner))
        #expect(native.contains("/usr/lib/x86_64-linux-gnu/a.so"))
        #expect(!native.contains("/usr/lib/i386-linux-gnu/a.so"))
    }

    private static let sum = "d41d8cd98f00b204e9800998ecf8427e"

    @Test func imagesWithoutDpkgListSums() throws {
        let system = { (version: String) in
            var system = Distribution()
            system.texts = [
                "/var/lib/dpkg/status.d/ssl": "Package: libssl3\nVersion: \(version)\n",
                "/var/lib/dpkg/status.d/ssl.md5sums":
                    "\(Self.sum)  usr/lib/libssl.so.3\n\(Self.sum) *./usr/bin/c\nzz  usr/bin/x\nusr/bin/x\n",
                "/var/lib/dpkg/status.d/tz": "Package: tzdata\nVersion: 1\n",
                "/var/lib/dpkg/status.d/tz.md5sums": "\(Self.sum)  usr/bin/tz\n",
            ]
            for path: ByteString in ["/usr/lib/libssl.so.3", "/usr/bin/c", "/usr/bin/tz", "/usr/bin/x"] {
                system.files[path] = Sample.program(version)
            }
            return system
        }
        #expect(try Distribution.compare(system("1"), system("2")).high == ["/usr/bin/tz", "/usr/bin/x"])
    }

    @Test func apkListsFilesInItsDatabase() throws {
        let system = { (version: String) in
            var system = Distribution()
            system.texts = [
                "/lib/apk/db/installed":
                    "P:musl\nV:\(version)\nA:x86_64\nF:lib\nM:0:0:0755\nR:ld.so\na:0:0:755\nF:\nR:top\nF:usr/bin\nR:ldd\n\n"
                    + "P:zlib\nV:1\nF:usr/lib\nR:libz.so\n\nP:ssl\nV:\(version)\nF:usr/lib\nR:libssl.so"
            ]
            for path: ByteString in ["/lib/ld.so", "/usr/bin/ldd", "/usr/lib/libz.so", "/usr/lib/libssl.so", "/lib/x"] {
                system.files[path] = Sample.program(version)
            }
            return system
        }
        #expect(try Distribution.compare(system("1"), system("2")).high == ["/lib/x", "/usr/lib/libz.so"])
    }

    @Test func survivesDamage() {
        var numbers = Seeded(seed: 23)
        let list = Array("/.\n/bin/a\n/usr/bin/b\n".utf8)
        let installed = Array("P:a\nV:1\nF:usr/bin\nR:a\n\nP:b\nV:1\nF:bin\nR:b\n".utf8)
        let merged: [ByteString: FileEntry] = ["/bin": Sample.link("usr/bin")]
        let tree = Sample.tree(merged)
        let stranger: ByteString = "/usr/bin/miner"
        var kept = 0
        for _ in 0..<1_000 {
            let paths = owned(numbers.damaged(list, with: Array("/.\n\0 ".utf8)), in: merged)
            kept += paths.contains("/usr/bin/a") ? 1 : 0
            #expect(!paths.contains(stranger))
            var lists = PackageFileLists(of: tree)
            lists.readInstalled(numbers.damaged(installed, with: Array("PVFR:\n\0/".utf8)))
            let owner = PackageFiles.Owner(manager: .apk, name: "a", architecture: "", version: "1")
            #expect(!lists.files.paths(of: [owner]).contains(stranger))
        }
        #expect((1..<1_000).contains(kept))
    }
}
