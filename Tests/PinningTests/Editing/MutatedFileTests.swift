// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

/// Thousands of damaged files: each edit is refused, or changes the references and not one other byte.
@Suite struct MutatedFileTests {
    private static let digest = "sha256:" + String(repeating: "c", count: 64)

    private static let texts: [(kind: FileKind, text: String)] = [
        (
            .dockerfile,
            "# syntax=docker/dockerfile:1\nARG B=node:20\nARG V=1\nFROM --platform=linux/amd64 $B AS a\r\n"
                + "RUN --mount=from=golang:1.22,target=/x <<EOF\nFROM no:1\nEOF\nFROM redis:${V}\nCOPY --from=alpine:3 / /"
        ),
        (
            .dockerfile,
            "FROM \\\n  # why\n  \"nginx:1.25\" as web\nONBUILD COPY --from=busybox:1 a b\nADD --from=web c d\n"
        ),
        (
            .compose,
            "x-a: &a\n  image: redis:7 # cache\nservices:\n  a:\n    <<: *a\n  b: {image: \"pg:16\", platform: linux/arm64}\n"
                + "  c:\n    image: ${C:-nginx:1}\n    build:\n      dockerfile_inline: |\n        FROM node:20\n"
        ),
        (
            .kubernetes,
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: >-\n      nginx:1.25\n"
                + "  - {name: b, image: 'redis:7'}\n---\napiVersion: batch/v1\nkind: Job\nspec: {template: {spec: {\n"
                + "  initContainers: [{name: i, image: \"busybox:1\"}]}}}\n"
        ),
        (.kustomization, "images:\n- name: nginx\n  newTag: '1.25'\n- {name: a/b, newName: c/d, newTag: v2}\n"),
        (.helmValues, "web:\n  image: &i\n    repository: nginx\n    tag: \"1.25\"\nside: {image: quay.io/a/b:1}\n"),
        (
            .workflow,
            "jobs:\n  a:\n    container: node:20\n    services: {db: {image: pg:16}}\n    steps:\n    - uses: docker://a:1\n"
        ),
        (
            .gitlab,
            "image: ruby:3\n.j: &j\n  services: [docker:dind]\ntest:\n  <<: *j\n  script: [!reference [.a, b]]\n"
        ),
        (.devcontainer, "{ // c\n  \"image\": \"mcr.microsoft.com/base:1\", /* x */\n  \"features\": {},\n}\n"),
        (
            .bake,
            "variable \"X\" { default = \"a:1\" }\ntarget \"a\" {\n  contexts = { b = \"docker-image://${X}\" }\n}\n"
        ),
        (
            .quadlet,
            "[Container]\n# c\nImage=docker.io/library/nginx:1.25\nMount=type=image,source=a/b:1,destination=/x\n"
        ),
    ]

    private static let pieces = [
        "\n", " ", "  ", "\t", "'", "\"", "#", " #", ":", ": ", "-", "\n- ", "{", "}", "[", "]", ",", "&a ", "*a",
        "!t ",
        "|", ">", "\\", "\\\n", "\r\n", "$", "${", "}", "@", "<<EOF\n", "\nEOF\n", "---\n", "image: ", "FROM ", "/*",
        "*/",
        "\u{feff}", "é",
    ]

    @Test(arguments: 0..<8)
    func eachEditIsRefusedOrChangesTheReferencesAlone(seed: Int) throws {
        var random = Deterministic(seed: UInt64(seed))
        let digest = try Digest(Self.digest)
        var written = 0
        for number in 0..<500 {
            let sample = Self.texts[number % Self.texts.count]
            let old = Self.damaged(sample.text, using: &random)
            let scan = try TreeScan.scan(standardInput: old, as: sample.kind)
            let edits = scan.references.filter { $0.editing == .inPlace && $0.reference?.digest == nil }
                .compactMap { $0.reference == nil ? nil : $0.pinning(to: digest) }
            do {
                guard let file = try TreeChange.prove(edits, on: scan).files.first else { continue }
                written += 1
                #expect(Self.withoutDigests(file.new) == Self.withoutDigests(old))
                #expect(file.new.count == old.count + edits.reduce(0) { $0 + $1.to.utf8.count - $1.from.utf8.count })
                let again = try TreeScan.scan(standardInput: file.new, as: sample.kind)
                let undone = try again.references.filter { $0.pinnedDigest == digest && $0.editing == .inPlace }
                    .compactMap { try $0.unpinning() }
                #expect(try TreeChange.prove(undone, on: again).files.first?.new == old)
            } catch let error as PinningError {
                #expect(error.code == .unproven || error.code == .tooLarge, "\(error)")
            }
        }
        #expect(written > 50)
    }

    private static func damaged(_ text: String, using random: inout Deterministic) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...3, using: &random)))
            case 1:
                let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            default: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
            }
        }
        return bytes
    }

    /// The bytes with every digest that the test writes taken out, found without the program's help.
    private static func withoutDigests(_ bytes: [UInt8]) -> [UInt8] {
        let digest = Array("@\(digest)".utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == digest[0], bytes[index...].starts(with: digest) {
                index += digest.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
