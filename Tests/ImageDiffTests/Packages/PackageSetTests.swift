// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import ImageDiff

@Suite struct PackageSetTests {
    static let status = """
        Package: adduser
        Status: install ok installed
        Priority: important
        Architecture: all
        Version: 3.134
        Description: add and remove users
         A continuation: with a colon
         .

        Package: libc6
        status: install ok half-configured
        Architecture: amd64
        Source: glibc (2.36-9)
        Version: 2.36-9+deb12u10

        Package: gone
        Status: deinstall ok config-files
        Version: 1

        Package: never
        Status: unknown ok not-installed

        """

    static let installed = """
        C:Q1abc=
        P:musl
        V:1.2.5-r0
        A:x86_64
        o:musl
        F:lib
        R:ld-musl-x86_64.so.1

        P:ssl_client
        V:1.36.1-r29
        A:x86_64
        o:busybox
        """

    /// Reads databases that lie in a tree.
    private func packages(_ files: [ByteString: String], missing: Set<ByteString> = []) -> PackageSet {
        PackageSet(in: Sample.tree(files.mapValues { Sample.file($0) })) { file in
            missing.contains(file.path) ? nil : files[file.path].map { Array($0.utf8) }
        }
    }

    @Test func readsWhatDpkgInstalled() {
        let set = packages(["/var/lib/dpkg/status": Self.status])
        #expect(
            set.packages == [
                Package(manager: .dpkg, name: "adduser", version: "3.134", architecture: "all"),
                Package(
                    manager: .dpkg,
                    name: "libc6",
                    version: "2.36-9+deb12u10",
                    architecture: "amd64",
                    source: "glibc (2.36-9)"
                ),
            ]
        )
        #expect(set.isComplete)
    }

    @Test func readsWhatApkInstalled() {
        let expected = [
            Package(manager: .apk, name: "musl", version: "1.2.5-r0", architecture: "x86_64"),
            Package(
                manager: .apk,
                name: "ssl_client",
                version: "1.36.1-r29",
                architecture: "x86_64",
                source: "busybox"
            ),
        ]
        #expect(packages(["/lib/apk/db/installed": Self.installed]).packages == expected)
        #expect(packages(["/usr/lib/apk/db/installed": Self.installed]).packages == expected)
    }

    @Test func readsADatabaseOnceThatTwoNamesLeadTo() {
        let bytes = Array(Self.installed.utf8)
        let tree = Sample.tree([
            "/lib": Sample.link("usr/lib"), "/usr/lib/apk/db/installed": Sample.file(Self.installed),
        ])
        #expect(PackageSet(in: tree) { _ in bytes }.packages.count == 2)
    }

    @Test func readsAFileForEachPackageOfImagesWithoutDpkg() {
        let set = packages([
            "/var/lib/dpkg/status.d/base": "Package: base-files\nVersion: 12\n",
            "/var/lib/dpkg/status.d/base.md5sums": "0123  etc/x\n",
            "/var/lib/dpkg/status.d/tz": "Package: tzdata\nVersion: 2026a\n",
        ])
        #expect(set.packages.map(\.name) == ["base-files", "tzdata"])
        #expect(set.isComplete)
    }

    @Test func saysWhatItCannotRead() {
        let path: ByteString = "/var/lib/dpkg/status"
        #expect(packages([path: Self.status], missing: [path]).problems == [.missing(path)])
        #expect(packages(["/var/lib/rpm/rpmdb.sqlite": ""]).problems == [.unsupported("/var/lib/rpm/rpmdb.sqlite")])
        let other = Array("Package: x\nVersion: 1\n".utf8)
        let tree = Sample.tree([path: Sample.file(Self.status)])
        #expect(PackageSet(in: tree) { _ in other }.problems == [.missing(path)])
        #expect(!packages([:]).isComplete)
    }

    @Test(arguments: [
        ("Package: a\n", 1, "a package without the field Version"),
        ("\nVersion: 1\n\n", 2, "a package without the field Package"),
        ("Package: a\nnonsense\n", 2, "it is neither a field nor the continuation of one"),
        ("Package: a\npackage: b\nVersion: 1\n", 2, "the field package appears twice in one package"),
        ("Package: \u{7}\n", 1, "the field package is too long or holds other than text"),
    ])
    func namesTheLineThatIsWrong(text: String, line: Int, reason: String) {
        let path: ByteString = "/var/lib/dpkg/status"
        let set = packages([path: text])
        #expect(set.problems == [.malformed(path, line: line, reason: reason)])
        #expect(set.packages.isEmpty)
    }

    @Test func refusesEndlessDatabases() throws {
        #expect(throws: PackageError.tooLarge("/x")) {
            let many = String(repeating: "P:a\nV:1\n\n", count: PackageDatabase.maximumPackages + 1)
            return try PackageDatabase(path: "/x", bytes: Array(many.utf8)).apkPackages()
        }
        #expect(throws: PackageError.tooLarge("/x")) {
            try PackageDatabase(path: "/x", bytes: Array(repeating: 10, count: PackageDatabase.maximumSize + 1))
        }
    }

    @Test func survivesDamage() {
        var numbers = Seeded(seed: 17)
        var failures = 0
        for text in [Self.status, Self.installed] {
            for _ in 0..<1_500 {
                let bytes = numbers.damaged(Array(text.utf8), with: Array(": \n\0\tPV".utf8))
                do {
                    let database = try PackageDatabase(path: "/x", bytes: bytes)
                    let found = text == Self.status ? try database.dpkgPackages() : try database.apkPackages()
                    #expect(found.allSatisfy { !$0.name.isEmpty && !$0.version.isEmpty })
                } catch {
                    failures += 1
                }
            }
        }
        #expect(failures > 0)
    }
}
