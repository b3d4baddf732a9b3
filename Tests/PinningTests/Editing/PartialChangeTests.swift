// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct PartialChangeTests {
    private static let digest = "sha256:" + String(repeating: "f", count: 64)
    private static let twice = "services:\n  a:\n    image: a:1\n    tag: 1\n    tag: 2\n"

    private func edits(_ scan: TreeScan) throws -> [Edit] {
        let digest = try Digest(Self.digest)
        return scan.references.filter { $0.editing == .inPlace }.compactMap { $0.pinning(to: digest) }
    }

    @Test func aFileThatCannotBeProvedIsLeftOut() throws {
        let tree = try TemporaryTree(["a/compose.yaml": Self.twice, "b/Dockerfile": "FROM b:1\n"])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        let (change, refused) = TreeChange.proveWhatCanBe(try edits(scan), on: scan)
        #expect(change.files.map(\.path) == ["b/Dockerfile"])
        #expect(refused.map(\.path) == ["a/compose.yaml"])
    }

    @Test func theErrorSaysTheFileTheLinesAndHowToGoOn() throws {
        let tree = try TemporaryTree(["compose.yaml": Self.twice, "Dockerfile": "FROM b:1\n"])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect {
            try TreeChange.prove(edits(scan), on: scan)
        } throws: { error in
            let error = error as? PinningError
            return error?.code == .unproven && error?.path == "compose.yaml"
                && error?.message.contains("the key tag stands twice (lines 4 and 5); remove one") == true
                && error?.advice?.contains("--keep-going") == true
        }
    }

    @Test func whatRefersToARefusedFileIsProvedAnew() throws {
        // The edits of the compose file are sound by themselves; those of a file that none reads are not.
        let tree = try TemporaryTree([
            "compose.yaml": "services:\n  a:\n    image: ${A}\n  b:\n    image: b:1\n", ".env": "A=a:1\n",
        ])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        let wrong = Edit(path: ".env", span: 0..<1, from: "A", to: "A@" + Self.digest)
        let good = try edits(scan).filter { $0.path == "compose.yaml" }
        let (change, refused) = TreeChange.proveWhatCanBe(good + [wrong], on: scan)
        #expect(change.files.map(\.path) == ["compose.yaml"])
        #expect(refused.map(\.path) == [".env"])
    }

    @Test func aFileThatIsReadThroughItsNeighbourGoesWithIt() throws {
        let tree = try TemporaryTree([
            "a/compose.yaml": "services:\n  a:\n    image: ${A}\n  b:\n    image: b:1\n", "a/.env": "A=a:1\n",
            "Dockerfile": "FROM c:1\n",
        ])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        // Nothing stands there that is a reference: only the readers of the tree can tell.
        let text = try tree.text("a/.env")
        try tree.write(text, to: "a/.env")
        let all = try edits(scan)
        let (change, refused) = TreeChange.proveWhatCanBe(
            all + [Edit(path: "gone", span: 0..<1, from: "a", to: "a@" + Self.digest)],
            on: scan
        )
        #expect(change.files.map(\.path) == ["Dockerfile", "a/.env", "a/compose.yaml"])
        #expect(refused.map(\.path) == ["gone"])
    }

    @Test func whatWouldOutgrowTheReaderIsSaid() throws {
        let line = "FROM a:1\n"
        let comment = "#" + String(repeating: "x", count: SourceText.maximumSize - 2 * line.utf8.count)
        let tree = try TemporaryTree(["Dockerfile": line + comment])
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect {
            try TreeChange.prove(edits(scan), on: scan)
        } throws: { error in
            (error as? PinningError)?.code == .tooLarge && "\(error)".contains("would be larger than 4 MiB")
        }
    }
}
