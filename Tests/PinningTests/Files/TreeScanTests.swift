// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct TreeScanTests {
    private static let pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: nginx:1.25\n"

    @Test func walksDotFilesButNeitherGitNorWhatItIgnores() throws {
        let tree = try TemporaryTree([
            ".git/Dockerfile": "FROM a", ".gitignore": "/out\n*.tmp.yaml\n!keep.tmp.yaml\n", "out/Dockerfile": "FROM a",
            "a/Dockerfile": "FROM a", ".hidden/Dockerfile": "FROM a", "a/x.tmp.yaml": Self.pod,
            "a/keep.tmp.yaml": Self.pod, "a/main.c": "int x;", "nested/.git/config": "",
            "nested/out/Dockerfile": "FROM a",
            "nested/.git/info/exclude": "b\n", "nested/b/Dockerfile": "FROM a",
        ])
        try tree.link("link", to: "a")
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(
            scan.files.map(\.path) == [
                ".hidden/Dockerfile", "a/Dockerfile", "a/keep.tmp.yaml", "nested/out/Dockerfile",
            ]
        )
        #expect(scan.unread.isEmpty)
    }

    @Test func rulesOfDirectoriesAboveCountAndNamedFilesAreRead() throws {
        let tree = try TemporaryTree([
            ".git/info/exclude": "Dockerfile.local\n", ".gitignore": "deploy/skip/\n", "deploy/.gitignore": "*.dev\n",
            "deploy/a/Dockerfile": "FROM a", "deploy/a/Dockerfile.local": "FROM a", "deploy/a/Dockerfile.dev": "FROM a",
            "deploy/skip/Dockerfile": "FROM a",
        ])
        #expect(
            try TreeScan.scan(["a"], workingDirectory: tree.path + "/deploy").files.map(\.path) == ["a/Dockerfile"]
        )
        #expect(try TreeScan.scan(["deploy"], workingDirectory: tree.path).files.map(\.path) == ["deploy/a/Dockerfile"])
        #expect(
            try TreeScan.scan(["deploy/skip/Dockerfile", "deploy/a/Dockerfile.dev"], workingDirectory: tree.path)
                .files.map(\.path) == ["deploy/a/Dockerfile.dev", "deploy/skip/Dockerfile"]
        )
    }

    @Test func pathsAreShownFromTheWorkingDirectory() throws {
        let tree = try TemporaryTree(["a/Dockerfile": "FROM a", "b/Dockerfile": "FROM a"])
        let paths = [tree.path + "/a", "../b/", "./../a/Dockerfile"]
        let scan = try TreeScan.scan(paths, workingDirectory: tree.path + "/a")
        #expect(scan.files.map(\.path) == ["../b/Dockerfile", "Dockerfile"])
        #expect(scan.files.map(\.absolutePath) == [tree.path + "/b/Dockerfile", tree.path + "/a/Dockerfile"])
    }

    @Test func aNamedLinkIsItsTarget() throws {
        let tree = try TemporaryTree(["real/web": "FROM nginx:1"])
        try tree.link("Dockerfile", to: "real/web")
        let scan = try TreeScan.scan(["Dockerfile"], workingDirectory: tree.path)
        #expect(scan.files.map(\.path) == ["Dockerfile"])
        #expect(scan.files.first?.absolutePath == tree.path + "/real/web")
        #expect(scan.files.first?.kind == .dockerfile)
    }

    @Test func whatDoesNotExistOrHasNoKindIsAnError() throws {
        let tree = try TemporaryTree(["data.txt": "x"])
        #expect {
            try TreeScan.scan(["none"], workingDirectory: tree.path)
        } throws: { error in
            (error as? PinningError)?.code == .file && (error as? PinningError)?.path == "none"
        }
        #expect {
            try TreeScan.scan(["data.txt"], workingDirectory: tree.path)
        } throws: { error in
            (error as? PinningError)?.code == .configuration
        }
        #expect {
            try tree.write("A=1", to: ".env")
            _ = try TreeScan.scan([".env"], workingDirectory: tree.path)
        } throws: { error in
            (error as? PinningError)?.advice == "Name the compose file."
        }
        let options = TreeScan.Options(kind: .dockerfile)
        #expect(try TreeScan.scan(["data.txt"], workingDirectory: tree.path, options: options).files.count == 1)
    }

    @Test func whatIsTooLargeIsSaid() throws {
        let tree = try TemporaryTree()
        let long = Array(repeating: UInt8(ascii: "#"), count: SourceText.maximumSize)
        try tree.write(Array("FROM a\n".utf8) + long, to: "Dockerfile")
        try tree.write(Array(Self.pod.utf8) + long, to: "pod.yaml")
        try tree.write(Array("a: b\n".utf8) + long, to: "data.yaml")
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(scan.files.isEmpty)
        #expect(scan.unread.map(\.path) == ["Dockerfile", "pod.yaml"])
        #expect(scan.unread.allSatisfy { $0.error.code == .tooLarge && !$0.isNamed })
    }

    @Test func aBrokenFileIsSaidUnlessItCannotBeOurs() throws {
        let tree = try TemporaryTree([
            "template.yaml": "apiVersion: v1\nkind: Pod\n{{ if .x }}\nimage: {{ .image }}\n{{ end }}\n",
            "broken.yaml": "apiVersion: v1\nkind: Pod\nimage: [\n", "other.yaml": "apiVersion: v1\nkind: Pod\nx: [\n",
            "pod.yaml": Self.pod,
        ])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(scan.unread.map(\.path) == ["broken.yaml", "template.yaml"])
        #expect(scan.unread.map(\.error.code) == [.malformed, .unsupported])
        #expect(scan.unread.map(\.error.path) == ["broken.yaml", "template.yaml"])
    }

    @Test func noKnownFieldIsPassedOver() {
        for field in KnownField.all {
            let keys = field.path.steps.map { step in if case .key(let key) = step { "\(key): " } else { "" } }
            let bytes = Array("apiVersion: a\nkind: b\n\(keys.joined(separator: "\n"))x\n".utf8)
            #expect(
                ReferenceOutlook.mayHoldReferences(.kubernetes, bytes, options: TreeScan.Options()),
                "\(field.path)"
            )
        }
    }

    @Test func whatTheUserNamesIsNotPassedOver() {
        let bytes = Array("apiVersion: a\nkind: b\nspec: {runtime: x}\n".utf8)
        #expect(!ReferenceOutlook.mayHoldReferences(.kubernetes, bytes, options: TreeScan.Options()))
        let options = TreeScan.Options(fields: [FieldRule(path: "spec.runtime")])
        #expect(ReferenceOutlook.mayHoldReferences(.kubernetes, bytes, options: options))
    }

    @Test func scriptsWithoutASuffixAreReadWhenTheyMayBeRun() throws {
        let tree = try TemporaryTree(["notes": "#!/bin/sh\n"])
        try tree.write("#!/usr/bin/env bash\ndocker run nginx\n", to: "run", mode: 0o755)
        try tree.write("#!/usr/bin/python3\n", to: "tool", mode: 0o755)
        #expect(try TreeScan.scan(["."], workingDirectory: tree.path).files.map(\.path) == ["run"])
    }

    @Test func theDirectoryThatIsWrittenToIsLeftOut() throws {
        let tree = try TemporaryTree(["out/Dockerfile": "FROM a", "Dockerfile": "FROM a"])
        let options = TreeScan.Options(excludedDirectory: tree.path + "/out/")
        #expect(
            try TreeScan.scan(["."], workingDirectory: tree.path, options: options).files.map(\.path) == ["Dockerfile"]
        )
    }

    @Test func neighboursOutsideTheTreeAreNotRead() throws {
        let tree = try TemporaryTree([
            "secret": "x", "repo/.git/HEAD": "", "repo/a/compose.yaml": "", "repo/b/.env": "A=1",
        ])
        try tree.link("repo/a/link", to: "../../secret")
        let neighbours = Neighbours(
            directory: tree.path + "/repo/a",
            boundary: try ShownPaths(workingDirectory: tree.path).named("repo/a").boundary,
            sources: [:],
            places: ShownPaths(workingDirectory: tree.path)
        )
        #expect(neighbours.text(at: "../b/.env")?.path == "repo/b/.env")
        for path in ["../../secret", "link", "/etc/passwd", "none", "", "../b", "a\0b"] {
            #expect(neighbours.text(at: path) == nil)
        }
    }

    @Test func anEnvironmentThatAComposeFileReadsIsAFileToo() throws {
        let tree = try TemporaryTree([
            ".git/HEAD": "", ".gitignore": ".env\n", ".env": "IMG=nginx:1.25\n",
            "compose.yaml": "services:\n  web:\n    image: ${IMG}\n  other:\n    image: redis:7\n",
        ])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(scan.files.map(\.path) == [".env", "compose.yaml"])
        #expect(scan.files.map(\.kind) == [.environment, .compose])
        #expect(scan.references.map(\.written) == ["nginx:1.25", "redis:7"])
        #expect(
            scan.references.map { scan.position(of: $0) } == [
                SourcePosition(line: 1, column: 5), SourcePosition(line: 5, column: 12),
            ]
        )
    }

    @Test func textThatIsNoFileIsShownAsADash() throws {
        let scan = try TreeScan.scan(standardInput: Array(Self.pod.utf8), as: .kubernetes)
        #expect(scan.references.map(\.path) == ["-"])
        #expect(scan.references.map(\.written) == ["nginx:1.25"])
        let broken = try TreeScan.scan(standardInput: Array("a: [".utf8), as: .kubernetes)
        #expect(broken.unread.map(\.path) == ["-"] && broken.files.isEmpty)
    }
}
