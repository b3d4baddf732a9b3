// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

/// How far a scan reaches: links, what git ignores, and files that were not named.
@Suite struct TreeReachTests {
    @Test func aLinkWithTheNameOfAKindIsReadOnce() throws {
        let tree = try TemporaryTree(["a/web": "FROM nginx:1\n", "b/Dockerfile": "FROM redis:7\n", "out": "FROM x"])
        try tree.directory("repo")
        try tree.link("Dockerfile", to: "a/web")
        try tree.link("c.dockerfile", to: "a/web")
        try tree.link("x.dockerfile", to: "b/Dockerfile")
        try tree.link("gone.dockerfile", to: "nothing")
        try tree.link("directory.dockerfile", to: "a")
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(scan.files.map(\.path) == ["Dockerfile", "b/Dockerfile"])
        #expect(scan.files.first?.absolutePath == tree.path + "/a/web")
        #expect(scan.unread.isEmpty)
    }

    @Test func aLinkOutOfTheTreeIsNotFollowed() throws {
        let tree = try TemporaryTree(["secret": "FROM x:1\n", "repo/.git/HEAD": "", "repo/a.txt": ""])
        try tree.link("repo/Dockerfile", to: "../secret")
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path + "/repo")
        #expect(scan.files.isEmpty)
    }

    @Test func whatGitIgnoresIsCounted() throws {
        let tree = try TemporaryTree([
            ".git/HEAD": "", ".gitignore": "*.local\n*.md\nout/\nskip.*\ncompose.override.yaml\n",
            "Dockerfile": "FROM a:1\n",
            "Dockerfile.local": "FROM a:1\n", "README.md": "", "out/Dockerfile": "FROM b:1\n", "skip.txt": "",
            "compose.override.yaml": "services: {}\n",
        ])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(scan.files.map(\.path) == ["Dockerfile"])
        #expect(scan.ignored == 2)
    }

    @Test func aDirectoryThatIsNamedIsReadThoughGitIgnoresIt() throws {
        let tree = try TemporaryTree([".git/HEAD": "", ".gitignore": "/out/\n", "out/a/Dockerfile": "FROM b:1\n"])
        let scan = try TreeScan.scan(["out"], workingDirectory: tree.path)
        #expect(scan.files.map(\.path) == ["out/a/Dockerfile"])
    }

    @Test func whatWasNotNamedIsNotEdited() throws {
        let files = [
            ".git/HEAD": "", "base.yaml": "services:\n  a:\n    image: a:1\n",
            "sub/compose.yaml":
                "services:\n  a:\n    extends: {file: ../base.yaml, service: a}\n  b:\n    image: ${B}\n",
            "sub/.env": "B=b:1\n",
        ]
        let tree = try TemporaryTree(files)
        for named in ["sub", "sub/compose.yaml"] {
            let found = try TreeScan.scan([named], workingDirectory: tree.path).references
            let base = try #require(found.first { $0.path == "base.yaml" })
            #expect(base.editing == .lockOnly("it stands in base.yaml, which was not named"))
            #expect(found.first { $0.path == "sub/.env" }?.editing == .inPlace)
        }
        let all = try TreeScan.scan(["."], workingDirectory: tree.path).references
        #expect(all.first { $0.path == "base.yaml" }?.editing == .inPlace)
    }

    @Test func aCopyKeepsTheRightsOfDirectoriesAndMakesThoseOnTheWay() throws {
        let tree = try TemporaryTree(["t/a/b/Dockerfile": "FROM a:1\n"])
        try tree.setMode(0o700, of: "t/a")
        try tree.setMode(0o750, of: "t/a/b")
        let scan = try TreeScan.scan(["t"], workingDirectory: tree.path)
        try TreeChange.prove([], on: scan).writeCopy(of: scan, to: tree.path + "/x/y")
        #expect(try tree.mode("x/y/a") == 0o700)
        #expect(try tree.mode("x/y/a/b") == 0o750)
        #expect(try tree.mode("x/y") == tree.mode("t"))
    }

    @Test func aCopyWithALinkThatLeadsOutIsRefused() throws {
        let tree = try TemporaryTree(["t/a/Dockerfile": "FROM a:1\n", "b": "x"])
        try tree.link("t/a/in", to: "../a/Dockerfile")
        let scan = try TreeScan.scan(["t"], workingDirectory: tree.path)
        try TreeChange.prove([], on: scan).writeCopy(of: scan, to: tree.path + "/x")
        try tree.link("t/a/out", to: "../../b")
        #expect {
            try TreeChange.prove([], on: scan).writeCopy(of: scan, to: tree.path + "/y")
        } throws: { error in
            (error as? PinningError)?.path == "a/out" && "\(error)".contains("leads out of the tree")
        }
        #expect(try tree.names().allSatisfy { !$0.hasPrefix("y") && !$0.contains("holdfast") })
    }
}
