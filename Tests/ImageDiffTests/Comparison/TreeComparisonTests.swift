// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import Testing

@Suite struct TreeComparisonTests {
    /// Two files at one path, and the fields that differ in each mode.
    struct Pair: Sendable, CustomTestStringConvertible {
        let name: String
        let old: FileEntry
        let new: FileEntry
        let semantic: [FileField]
        let strict: [FileField]
        var testDescription: String { name }

        init(
            _ name: String,
            _ old: FileEntry,
            _ new: FileEntry,
            _ semantic: [FileField],
            strict: [FileField]? = nil
        ) {
            self.name = name
            self.old = old
            self.new = new
            self.semantic = semantic
            self.strict = strict ?? semantic
        }
    }

    static var pairs: [Pair] {
        var fraction = Sample.file("a")
        fraction.modified.nanoseconds = 1
        var born = Sample.file("a")
        born.otherRecords["LIBARCHIVE.creationtime"] = [1]
        var descriptor = Sample.file("a")
        descriptor.otherRecords["MSWINDOWS.rawsd"] = [1]
        var group = Sample.file("a")
        group.groupID = 5
        var unread = Sample.file("a")
        unread.hash = nil
        var typed = Sample.file("a")
        typed.mode |= 0o100000
        return [
            Pair("the same", Sample.file("a"), Sample.file("a"), []),
            Pair("content of the same length", Sample.file("a"), Sample.file("b"), [.content]),
            Pair("permissions", Sample.file("a"), Sample.file("a", mode: 0o600), [.mode]),
            Pair("bits of the type in the mode", Sample.file("a"), typed, []),
            Pair("setuid", Sample.file("a"), Sample.file("a", mode: 0o4644), [.mode]),
            Pair("user", Sample.file("a"), Sample.file("a", user: 1), [.owner]),
            Pair("group", Sample.file("a"), group, [.owner]),
            Pair("attribute", Sample.file("a"), Sample.file("a", attributes: ["user.x": [1]]), [.attributes]),
            Pair(
                "value of a security attribute",
                Sample.file("a", attributes: ["security.ima": [1]]),
                Sample.file("a", attributes: ["security.ima": [2]]),
                [.attributes]
            ),
            Pair("moment", Sample.file("a"), Sample.file("a", modified: 1), [], strict: [.modified]),
            Pair("fraction of a second", Sample.file("a"), fraction, [], strict: [.modified]),
            Pair("when it was made", Sample.file("a"), born, [], strict: [.attributes]),
            Pair("descriptor of Windows", Sample.file("a"), descriptor, [.attributes]),
            Pair("kind", Sample.file("a"), Sample.link("a"), [.mode, .type]),
            Pair("target", Sample.link("a"), Sample.link("b"), [.target]),
            Pair("target by another name", Sample.link("a"), Sample.link("./a"), [.target]),
            Pair("number of a device", Sample.device(1, 3), Sample.device(1, 5), [.type]),
            Pair("a file that was not read", unread, unread, [.content]),
            Pair(
                "everything",
                Sample.file("a"),
                Sample.file("b", mode: 0o755, user: 9, attributes: ["user.x": []], modified: 7),
                [.content, .mode, .owner, .attributes],
                strict: [.content, .mode, .owner, .attributes, .modified]
            ),
        ]
    }

    @Test(arguments: pairs)
    func namesTheFieldsThatDiffer(_ pair: Pair) {
        let semantic = Sample.difference(at: "/f", from: pair.old, to: pair.new)
        let strict = Sample.difference(at: "/f", from: pair.old, to: pair.new, mode: .strict)
        #expect(semantic?.fields ?? [] == pair.semantic)
        #expect(strict?.fields ?? [] == pair.strict)
    }

    @Test func listsPathsByBytes() {
        let old = Sample.tree(["/a": Sample.file("1"), "/a/b": Sample.file("1"), "/c": Sample.file()])
        let new = Sample.tree(["/a": Sample.file("2"), "/a.b": Sample.file(), "/a/b": Sample.file("2")])
        let comparison = TreeComparison(old, new)
        #expect(comparison.differences.map(\.path) == ["/a", "/a.b", "/a/b", "/c"])
        #expect(comparison.differences.map(\.change) == [.modified, .added, .modified, .removed])
        #expect(comparison.count(of: .modified) == 2)
        #expect(comparison.differences[1].from == nil)
        #expect(comparison.differences[3].to == nil)
    }

    @Test func findsTheSameFromBothSides() {
        var numbers = Seeded(seed: 7)
        for _ in 0..<200 {
            let old = Self.randomTree(&numbers)
            let new = Self.randomTree(&numbers)
            let there = TreeComparison(old, new)
            let back = TreeComparison(new, old)
            #expect(there.differences.map(\.path) == back.differences.map(\.path))
            #expect(there.count(of: .added) == back.count(of: .removed))
            let expected = Set(old.files.map(\.path)).union(new.files.map(\.path)).filter { old[$0] != new[$0] }
            #expect(there.differences.map(\.path) == expected.sorted())
            #expect(TreeComparison(old, old).differences.isEmpty)
        }
    }

    private static func randomTree(_ numbers: inout Seeded) -> FileTree {
        var files: [ByteString: FileEntry] = [:]
        for _ in 0..<Int.random(in: 0..<12, using: &numbers) {
            let name = "/\(Int.random(in: 0..<12, using: &numbers))"
            files[ByteString(name.utf8)] = Sample.file("\(Int.random(in: 0..<2, using: &numbers))")
        }
        return Sample.tree(files)
    }

    @Test func takesAnImplicitDirectoryForTheSameOneNamed() {
        let implicit = FileEntry(kind: .directory, mode: 0o755, isImplicit: true)
        var named = Sample.directory()
        named.modified.seconds = 9
        #expect(Sample.difference(at: "/d", from: implicit, to: named, mode: .strict) == nil)
        #expect(Sample.difference(at: "/d", from: implicit, to: Sample.directory(0o700))?.fields == [.mode])
        #expect(Sample.difference(at: "/", from: nil, to: named, mode: .strict) == nil)
        #expect(Sample.difference(at: "/", from: Sample.directory(0o777), to: nil)?.fields == [.mode])
    }

    @Test func regroupedHardLinksCountOnlyStrictly() throws {
        let entry = Sample.file("a")
        let old = FileTree(files: [
            FileTree.File(path: "/a", entry: entry), FileTree.File(path: "/b", entry: entry, hardLinkOf: "/a"),
        ])
        let new = Sample.tree(["/a": entry, "/b": entry])
        let semantic = TreeComparison(old, new)
        #expect(semantic.differences.isEmpty)
        #expect(semantic.unlistedHardLinks == 1)
        let strict = try #require(TreeComparison(old, new, mode: .strict).differences.first)
        #expect(strict.fields == [.type])
        #expect(strict.severity == .low)
        #expect(strict.reasons == ["hard links regrouped"])
    }

    @Test func countsMomentsThatItDoesNotList() {
        let old = Sample.tree(["/a": Sample.file("a"), "/b": Sample.file("b")])
        let new = Sample.tree(["/a": Sample.file("a", modified: 5), "/b": Sample.file("c", modified: 5)])
        let semantic = TreeComparison(old, new)
        #expect(semantic.unlistedTimestamps == 1)
        #expect(semantic.differences.map(\.path) == ["/b"])
        #expect(!semantic.differsOnlyInMoments)
        let strict = TreeComparison(old, new, mode: .strict)
        #expect(strict.unlistedTimestamps == 0)
        #expect(strict.differences.map(\.noise) == [.timestamps, nil])
        #expect(strict.noiseCount == 1)
    }
}
