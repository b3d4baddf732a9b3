// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@testable import Commands

@Suite struct PathTreeTests {
    private func lines(_ paths: ByteString...) -> [String] {
        PathTree(paths.map { (path: $0, line: { "~ \($0)" }) }).lines(indent: "")
    }

    /// Names that look the same, and names that would break a line or a tree.
    @Test func showsEveryNameThatDiffersByItsBytes() {
        #expect(lines("/su", "/su ") == ["~ su", "~ su\\x20"])
        #expect(lines("/a/caf\u{e9}", "/a/cafe\u{301}").count == 3)
        #expect(lines("/a\nb") == ["~ a\\nb"])
        #expect(lines("/x -> y") == ["~ x\\x20-> y"])
        #expect(lines("/a\u{200b}") == ["~ a\\u{200b}"])
        #expect(lines("/d\u{301}/e") == ["/d\u{301}", "└─ ~ e"])
    }

    @Test func printsWhatPathsHaveInCommonOnce() {
        #expect(
            lines("/etc/passwd", "/usr/bin/su", "/usr/lib/x86_64-linux-gnu/libc.so.6") == [
                "/etc",
                "└─ ~ passwd",
                "/usr",
                "├─ bin",
                "│  └─ ~ su",
                "└─ lib/x86_64-linux-gnu",
                "   └─ ~ libc.so.6",
            ]
        )
    }

    @Test func keepsTheLineOfADirectoryThatDiffersItself() {
        #expect(lines("/opt", "/opt/a", "/opt/a/b") == ["~ opt", "└─ ~ a", "   └─ ~ b"])
    }

    @Test func joinsDirectoriesThatSayNothing() {
        #expect(lines("/a/b/c/d") == ["/a/b/c", "└─ ~ d"])
    }

    @Test func printsTheRootItself() {
        #expect(lines("/") == ["~ /"])
    }
}
