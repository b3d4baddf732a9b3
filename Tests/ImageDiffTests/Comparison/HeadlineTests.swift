// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

@Suite struct HeadlineTests {
    static let config =
        #"{"config":{"Entrypoint":["/app/tool"],"Labels":{"org.opencontainers.image.version":"2.1.20"}}}"#

    private func packages(_ version: String, count: Int = 3) -> [Package] {
        (0..<count).map { Package(manager: .dpkg, name: "p\($0)", version: version) }
    }

    @Test func tellsARefreshOfTheBase() throws {
        let old = try Sample.image(
            "a",
            config: Self.config,
            files: ["/usr/lib/x.so": Sample.program("1"), "/app/tool": Sample.program()],
            packages: packages("1.0"),
            owning: ["/usr/lib/x.so"]
        )
        let new = try Sample.image(
            "b",
            config: Self.config,
            files: ["/usr/lib/x.so": Sample.program("2"), "/app/tool": Sample.program()],
            packages: packages("1.1"),
            owning: ["/usr/lib/x.so"]
        )
        let comparison = ImageComparison(old, new)
        #expect(comparison.headline == "base refresh: 3 packages newer, entrypoint same")
        #expect(comparison.severity == .medium)
        let back = ImageComparison(new, old)
        #expect(back.headline == "3 packages older, entrypoint same")
    }

    @Test func tellsAProgramThatChangedUnderOneVersion() throws {
        let old = try Sample.image("a", config: Self.config, files: ["/app/tool": Sample.program("1")])
        let new = try Sample.image("b", config: Self.config, files: ["/app/tool": Sample.program("2")])
        let comparison = ImageComparison(old, new)
        #expect(comparison.headline == "application binary changed, same version label")
        #expect(comparison.severity == .high)
    }

    @Test func tellsTheVersionsWhereTheyDiffer() throws {
        let newer = Self.config.replacing("2.1.20", with: "2.1.21")
        let old = try Sample.image("a", config: Self.config, files: ["/app/tool": Sample.program("1")])
        let new = try Sample.image("b", config: newer, files: ["/app/tool": Sample.program("2")])
        #expect(ImageComparison(old, new).headline == "application binary changed, version label 2.1.20 -> 2.1.21")
    }

    @Test func tellsRightsFirst() throws {
        let old = try Sample.image("a", files: ["/bin/su": Sample.program()])
        let new = try Sample.image("b", files: ["/bin/su": Sample.program(mode: 0o4755), "/etc/passwd": Sample.file()])
        #expect(ImageComparison(old, new).headline == "setuid added: /bin/su, accounts changed, entrypoint same")
    }

    @Test func tellsSettings() throws {
        let old = try Sample.image("a")
        let new = try Sample.image("b", config: #"{"config":{"Entrypoint":["/x"],"User":"1","Env":["A=1"]}}"#)
        #expect(ImageComparison(old, new).headline == "entrypoint, user and environment changed")
        let labelled = try Sample.image("c", config: #"{"config":{"Labels":{"a":"b"}}}"#)
        #expect(ImageComparison(old, labelled).headline == "only labels changed")
    }

    @Test func countsOrdinaryFiles() throws {
        let old = try Sample.image("a", files: ["/a": Sample.file("1"), "/b": Sample.file()])
        let new = try Sample.image("b", files: ["/a": Sample.file("2"), "/c": Sample.file(), "/d": Sample.file()])
        #expect(ImageComparison(old, new).headline == "1 file changed, 2 files added, 1 file removed, entrypoint same")
    }

    @Test func staysOneLineWhateverFilesAreCalled() throws {
        let old = try Sample.image("a")
        let new = try Sample.image("b", files: ["/a\n\u{1b}[2Jb": Sample.program(mode: 0o4755)])
        #expect(ImageComparison(old, new).headline.hasPrefix("setuid added: /a??[2Jb"))
    }

    @Test func neverLeavesALineEmpty() throws {
        let old = try Sample.image("a", files: ["/l": Sample.link("a")])
        for entry in [Sample.link("b"), Sample.directory(), Sample.device(1, 1), Sample.file()] {
            let new = try Sample.image("b", files: ["/l": entry])
            #expect(!ImageComparison(old, new).headline.isEmpty)
        }
        let strict = ImageComparison(
            old,
            try Sample.image("b", config: #"{"config":{"Shell":["x"]}}"#, files: ["/l": Sample.link("a")])
        )
        #expect(strict.headline == "configuration changed")
    }
}
