// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct TreeChangeTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: nginx:1.25\n"
    private static let compose = "services:\n  web:\n    image: \"redis:7\" # keep\r\n  db:\n    image: ${DB}"

    private func tree() throws -> TemporaryTree {
        try TemporaryTree([
            "pod.yaml": Self.pod, "compose.yaml": Self.compose, ".env": "DB=postgres:16\n",
            "Dockerfile": "FROM node:20 AS build\nFROM build\nRUN true\n",
        ])
    }

    private func pinned(_ tree: TemporaryTree) throws -> (scan: TreeScan, change: TreeChange) {
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        let digest = try Digest(Self.digest)
        return (scan, try TreeChange.prove(scan.references.compactMap { $0.pinning(to: digest) }, on: scan))
    }

    @Test func pinningAndUnpinningGivesBackTheBytes() throws {
        let tree = try tree()
        try pinned(tree).change.write()
        #expect(try tree.text("pod.yaml") == Self.pod.replacing("nginx:1.25", with: "nginx:1.25@\(Self.digest)"))
        #expect(try tree.text(".env") == "DB=postgres:16@\(Self.digest)\n")
        #expect(try tree.text("Dockerfile").hasPrefix("FROM node:20@\(Self.digest) AS build\nFROM build\n"))
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(scan.references.map(\.pinnedDigest) == Array(repeating: try Digest(Self.digest), count: 4))
        try TreeChange.prove(try scan.references.compactMap { reference in try reference.unpinning() }, on: scan)
            .write()
        #expect(try tree.text("pod.yaml") == Self.pod)
        #expect(try tree.text("compose.yaml") == Self.compose)
        #expect(try tree.text(".env") == "DB=postgres:16\n")
        #expect(try tree.names() == [".env", "Dockerfile", "compose.yaml", "pod.yaml"])
    }

    @Test func anEditWhereNoReferenceStandsIsRefused() throws {
        let tree = try tree()
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        let name = Edit(path: "pod.yaml", span: 23..<27, from: "spec", to: "spec@" + Self.digest)
        let other = Edit(path: "other", span: 0..<1, from: "a", to: "a@" + Self.digest)
        for edit in [name, other] {
            #expect {
                try TreeChange.prove([edit], on: scan)
            } throws: { error in
                (error as? PinningError)?.code == .unproven && (error as? PinningError)?.path == edit.path
            }
        }
    }

    @Test func rightsStayAndLinksAreFollowed() throws {
        let tree = try TemporaryTree()
        try tree.write("FROM nginx:1\n", to: "real/Dockerfile", mode: 0o751)
        try tree.link("Dockerfile", to: "real/Dockerfile")
        let scan = try TreeScan.scan(["Dockerfile"], workingDirectory: tree.path)
        let digest = try Digest(Self.digest)
        try TreeChange.prove(scan.references.compactMap { $0.pinning(to: digest) }, on: scan).write()
        #expect(try tree.text("real/Dockerfile") == "FROM nginx:1@\(Self.digest)\n")
        #expect(try tree.mode("real/Dockerfile") == 0o751)
        #expect(try tree.names() == ["Dockerfile", "real", "real/Dockerfile"])
    }

    @Test func aFileThatChangedMeanwhileRefusesAll() throws {
        let tree = try tree()
        let change = try pinned(tree).change
        try tree.write("# mine\n", to: "pod.yaml")
        #expect {
            try change.write()
        } throws: { error in
            (error as? PinningError)?.code == .file && (error as? PinningError)?.path == "pod.yaml"
        }
        #expect(try tree.text("compose.yaml") == Self.compose)
        #expect(try tree.names() == [".env", "Dockerfile", "compose.yaml", "pod.yaml"])
    }

    @Test func aFailureInTheMiddlePutsBackWhatWasReplaced() throws {
        let tree = try tree()
        let change = try pinned(tree).change
        #expect {
            try change.write { file in
                guard file.path == "pod.yaml" else { return }
                try? tree.write("# mine\n", to: "pod.yaml")
            }
        } throws: { error in
            "\(error)".contains("pod.yaml") && "\(error)".contains("are as they were")
        }
        #expect(try tree.text("pod.yaml") == "# mine\n")
        #expect(try tree.text("compose.yaml") == Self.compose)
        #expect(try tree.text(".env") == "DB=postgres:16\n")
        #expect(try tree.names() == [".env", "Dockerfile", "compose.yaml", "pod.yaml"])
    }

    @Test func aFileWithTwoNamesIsNotReplaced() throws {
        let tree = try tree()
        let change = try pinned(tree).change
        try tree.hardLink("pod.yaml", as: "same.txt")
        #expect(throws: PinningError.self) { try change.write() }
        #expect(try tree.text("compose.yaml") == Self.compose)
    }

    @Test func theDiffIsAPatchThatGitApplies() throws {
        let tree = try tree()
        try tree.write("FROM a:1\n1\n2\n3\n4\n5\n6\n7\nFROM b:1\n1\n2\n3\n4\nFROM c:1", to: "a dir/Dockerfile.x")
        let change = try pinned(tree).change
        let diff = change.unifiedDiff
        #expect(diff.contains("--- a/pod.yaml\n+++ b/pod.yaml\n@@ -3,4 +3,4 @@\n"))
        #expect(diff.contains("-    image: \"redis:7\" # keep\r\n"))
        try tree.write(diff, to: "p.patch")
        try tree.git("apply", "--check", "p.patch")
        try tree.git("apply", "p.patch")
        for file in change.files { #expect(try tree.text(file.path) == String(decoding: file.new, as: UTF8.self)) }
    }

    @Test func oneLineWithoutAnEndIsSaidSo() {
        let diff = UnifiedDiff(old: Array("a".utf8), new: Array("b".utf8)).text(path: "x\ty")
        let end = "\\ No newline at end of file\n"
        #expect(diff == "--- \"a/x\\ty\"\n+++ \"b/x\\ty\"\n@@ -1 +1 @@\n-a\n\(end)+b\n\(end)")
    }

    @Test func aCopyHoldsTheWholeTreeAndTheTreeStays() throws {
        let tree = try tree()
        try tree.write("#!/bin/sh\n", to: "bin/run", mode: 0o755)
        try tree.link("bin/link", to: "../pod.yaml")
        try tree.write("bin/skip\n.env\n", to: ".gitignore")
        try tree.write("x", to: "bin/skip")
        try tree.directory("out")
        let (scan, change) = try pinned(tree)
        try change.writeCopy(of: scan, to: tree.path + "/out")
        #expect(try tree.text("out/pod.yaml").contains(Self.digest))
        #expect(try tree.text("out/.env").contains(Self.digest))
        #expect(try tree.mode("out/bin/run") == 0o755)
        let names = try tree.names().filter { $0.hasPrefix("out/") }.map { $0.dropFirst("out/".count) }
        #expect(
            names == [
                ".env", ".gitignore", "Dockerfile", "bin", "bin/link", "bin/run", "compose.yaml", "pod.yaml",
            ]
        )
        #expect(try tree.text("pod.yaml") == Self.pod)
        #expect {
            try change.writeCopy(of: scan, to: tree.path + "/out")
        } throws: { error in
            (error as? PinningError)?.code == .configuration
        }
    }

    @Test func aCopyOfSeveralPathsKeepsTheirPlaces() throws {
        let tree = try TemporaryTree(["a/Dockerfile": "FROM x:1\n", "b/c/Dockerfile": "FROM y:1\n", "b/n.txt": "n"])
        let scan = try TreeScan.scan(["a/Dockerfile", "b"], workingDirectory: tree.path)
        try TreeChange.prove([], on: scan).writeCopy(of: scan, to: tree.path + "/out")
        #expect(try tree.text("out/a/Dockerfile") == "FROM x:1\n")
        #expect(try tree.text("out/b/c/Dockerfile") == "FROM y:1\n")
        #expect(try tree.text("out/b/n.txt") == "n")
        #expect(try tree.names().allSatisfy { !$0.contains("holdfast") })
    }
}
