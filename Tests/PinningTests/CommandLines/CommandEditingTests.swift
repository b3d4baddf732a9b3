// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// What holds for every text of commands, however broken: spans spell what is written, in order, and time is bounded.
@Suite struct CommandEditingTests {
    private static let digest = Digest(algorithm: .sha256, hash: [UInt8](repeating: 0xab, count: 32))

    private static let files = [
        "#!/bin/sh\nset -e\nsudo docker run -it --rm -v \"$PWD\":/x 'a:1' sh -c 'x'\ncat <<EOF\nit's\nEOF\ndocker pull b\n",
        "x=$(docker run \"a:1\" `docker run b` $((1 << 2))) && bash -c \"docker run c; sh -c 'podman pull d e'\" | tee\r\n",
        "a: b\n\t@docker run $(X) \\\n\t  $$Y z:1\nV := docker pull w \\\n  --platform=linux/amd64\n\techo $(shell nerdctl run q)\n",
        "# Title\n\n```console\n$ docker run \\\n>  a:1\nout it's\n```\n\n    docker pull b\n\n> ~~~sh\n> podman run \"c:1\"\n> ~~~\n",
    ]

    private static let formats: [any FileFormat] = [ShellFormat(), MakefileFormat(), MarkdownFormat()]

    @Test(arguments: 0..<3)
    func mutatedTextsKeepThePromise(seed: UInt64) throws {
        let pieces = ["$(", "<<E", "\nE\n", "docker run ", "sh -c \"", "\\\n", "```\n", "$((", "${", "\n\t", "x=\""]
        var mutations = SeededMutations(seed: seed, bytes: "\n\r\\`\"'${}()<>&|;#=- \tadR\u{e9}", pieces: pieces)
        for _ in 0..<150 {
            let bytes = mutations.text(from: Self.files)
            for format in Self.formats {
                do {
                    try Self.check(bytes, format)
                } catch let error as PinningError {
                    #expect(error.code == .malformed)
                }
            }
        }
    }

    @Test(arguments: [
        "\"$(", "$(", "`", "\"", "'", "${", "(", "<<a ", "\"$(\n", "sh -c \"$(", "\\\n", "''", "a\"b\"", "<(", "\n\t",
        "```\n",
        "$((", "> ", "x=\"a ", "docker run ", "podman pull x ", "\\\\\\\"",
    ])
    func manyOfAKindCostNoMoreThanTheirLength(piece: String) throws {
        for start in ["docker ", "docker run ", "bash -c \"docker run "] {
            let bytes = Array((start + String(repeating: piece, count: 1_000)).utf8)
            for format in Self.formats {
                do throws(PinningError) {
                    _ = try format.references(in: SourceText(path: "x", bytes: bytes), context: ReadingContext())
                } catch {
                    #expect(error.code == .tooLarge)
                }
            }
        }
    }

    private static func check(_ bytes: [UInt8], _ format: any FileFormat) throws {
        let file = SourceText(path: "x", bytes: bytes)
        let found = try format.references(in: file, context: ReadingContext())
        var end = 0
        for reference in found {
            #expect(reference.span.lowerBound >= end && reference.span.upperBound <= bytes.count)
            #expect(Array(bytes[reference.span]) == Array(reference.written.utf8))
            #expect(reference.editing != .inPlace)
            end = reference.span.upperBound
        }
        let editable = found.filter { if case .onRequest = $0.editing { true } else { false } }
        var pinned = bytes
        for edit in editable.compactMap({ $0.pinning(to: digest) }).reversed() {
            pinned.replaceSubrange(edit.span, with: edit.to.utf8)
        }
        let again = try format.references(in: SourceText(path: "x", bytes: pinned), context: ReadingContext())
        #expect(again.count == found.count)
        guard again.count == found.count else { return }
        for (index, reference) in again.enumerated().reversed() where editable.contains(found[index]) {
            #expect(reference.pinnedDigest == digest)
            guard let edit = try reference.unpinning() else { continue }
            pinned.replaceSubrange(edit.span, with: edit.to.utf8)
        }
        #expect(pinned == bytes)
    }
}
