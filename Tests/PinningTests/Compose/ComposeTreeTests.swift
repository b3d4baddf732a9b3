// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// Compose files as they are found in directories, beside each other.
@Suite struct ComposeTreeTests {
    private static let files = [
        ".env": "FOO=nginx:1\nBAR=redis:7\n",
        "compose.yaml": "services:\n  a: {image: \"${FOO}\"}\n  b: {image: \"${BAR}\"}\n  c: {image: 'c:1'}\n",
        "compose.prod.yaml": "services:\n  a: {image: \"mirror/${FOO}\"}\n  b: {image: \"${BAR}\"}\n",
        "compose.alpine.yaml": "services:\n  a: {image: \"${FOO}-alpine\"}\n",
    ]

    @Test(arguments: [["."], ["compose.yaml"], ["compose.yaml", "compose.prod.yaml"]])
    func variablesThatAnotherFileUsesStayAsTheyAre(_ paths: [String]) throws {
        let tree = try TemporaryTree(Self.files)
        let scan = try TreeScan.scan(paths, workingDirectory: tree.path)
        let digest = try Digest("sha256:" + String(repeating: "d", count: 64))
        let edits = scan.references.filter { $0.editing == .inPlace }.compactMap { $0.pinning(to: digest) }
        let change = try TreeChange.prove(edits, on: scan)
        let texts = change.files.map { String(decoding: $0.new, as: UTF8.self) }
        #expect(texts.contains("FOO=nginx:1\nBAR=redis:7@\(digest)\n"))
        #expect(texts.contains { $0.contains("c:1@\(digest)") })
        #expect(texts.count == 2)
    }
}
