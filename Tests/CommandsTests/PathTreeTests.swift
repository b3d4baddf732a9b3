// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct PathTreeTests {
    private func lines(_ paths: String...) -> [String] {
        PathTree(paths.map { (path: $0, line: { "~ \($0)" }) }).lines(indent: "")
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
