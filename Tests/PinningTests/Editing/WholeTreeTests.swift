// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

/// One tree with a file of every kind, through the real formats.
@Suite struct WholeTreeTests {
    private static let files = [
        "Dockerfile":
            "# syntax=docker/dockerfile:1\nARG BASE=node:20\nFROM ${BASE} AS a\nFROM \"nginx:1.25\"\r\nCOPY --from=a / /",
        "compose.yaml": "services:\n  web: &web\n    image: 'redis:7'  # cache\n  db:\n    image: ${DB:-postgres:16}\n",
        "deploy/all.yaml": """
        apiVersion: v1
        kind: Pod
        spec:
          initContainers: [{name: i, image: "busybox:1"}]
          containers:
          - name: a
            image: ghcr.io/a/b:v1
        ---
        apiVersion: v1
        kind: ConfigMap
        data: {image: nginx}

        """,
        "deploy/kustomization.yaml": "images:\n- name: nginx\n  newTag: '1.25'\n",
        "chart/Chart.yaml": "name: a\nappVersion: '1'\n",
        "chart/values.yaml": "web:\n  image:\n    repository: nginx\n    tag: \"1.25\"\n",
        ".github/workflows/ci.yml":
            "jobs:\n  a:\n    container: node:20\n    steps:\n    - uses: docker://alpine:3.20\n",
        "action.yml": "runs:\n  using: docker\n  image: docker://alpine:3.20\n",
        ".gitlab-ci.yml": "image: ruby:3.3\ntest:\n  services: [docker:dind]\n  script: [!reference [.a, b]]\n",
        ".devcontainer/devcontainer.json": "{ // c\n  \"image\": \"mcr.microsoft.com/devcontainers/base:1\",\n}\n",
        "docker-bake.hcl": "target \"a\" {\n  contexts = { base = \"docker-image://alpine:3.20\" }\n}\n",
        "web.container": "[Container]\nImage=docker.io/library/nginx:1.25\n",
    ]
    private static let digest = "sha256:" + String(repeating: "b", count: 64)

    @Test func everyKindIsFoundPinnedAndUnpinned() throws {
        let tree = try TemporaryTree(Self.files)
        let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(scan.unread.map { "\($0.error)" } == [])
        let silent = scan.files.filter { file in file.references.isEmpty }.map(\.path)
        #expect(silent == [])
        #expect(Set(scan.files.map(\.path)) == Set(Self.files.keys).subtracting(["chart/Chart.yaml"]))
        let digest = try Digest(Self.digest)
        let editable = scan.references.filter { $0.editing == .inPlace }
        #expect(editable.count >= Self.files.count - 1)
        try TreeChange.prove(editable.compactMap { $0.pinning(to: digest) }, on: scan).write()

        let pinned = try TreeScan.scan(["."], workingDirectory: tree.path)
        #expect(pinned.references.map(\.role) == scan.references.map(\.role))
        let changed = pinned.references.filter { $0.pinnedDigest == digest }
        #expect(changed.count == editable.count)
        try TreeChange.prove(changed.compactMap { try $0.unpinning() }, on: pinned).write()
        for (path, text) in Self.files { #expect(try tree.text(path) == text) }
    }

    @Test func aTreeOfBrokenFilesIsReadOrRefusedButNeverEditedWrongly() throws {
        var random = Deterministic(seed: 11)
        let digest = try Digest(Self.digest)
        for _ in 0..<15 {
            let tree = try TemporaryTree()
            for (path, text) in Self.files.sorted(by: { $0.key < $1.key }) {
                var bytes = Array(text.utf8)
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    let place = Int.random(in: bytes.indices, using: &random)
                    if Bool.random(using: &random) {
                        bytes.remove(at: place)
                    } else {
                        bytes[place] = Array(" \n\t'\"#:-{}[]&*!|>$\\@a".utf8).randomElement(using: &random) ?? 0
                    }
                }
                try tree.write(bytes, to: path)
            }
            let scan = try TreeScan.scan(["."], workingDirectory: tree.path)
            for file in scan.files {
                for reference in file.references {
                    #expect(file.text.text(in: reference.span)?.utf8.elementsEqual(reference.written.utf8) == true)
                }
                let edits = file.references.filter { $0.editing == .inPlace }.compactMap { $0.pinning(to: digest) }
                do {
                    guard let changed = try TreeChange.prove(edits, on: scan).files.first else { continue }
                    let again = try TreeScan.scan(standardInput: changed.new, as: file.kind)
                    #expect(again.unread.isEmpty)
                } catch {
                    #expect(error.code == .unproven)
                }
            }
        }
    }
}
