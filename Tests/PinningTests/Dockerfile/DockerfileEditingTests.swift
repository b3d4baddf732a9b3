// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// What holds for every Dockerfile: spans spell what is written, and a digest goes in and out without a trace.
@Suite struct DockerfileEditingTests {
    private static let digest = Digest(algorithm: .sha256, hash: [UInt8](repeating: 0xab, count: 32))

    private static let files = [
        "FROM nginx",
        "\u{feff}# syntax=docker/dockerfile:1\r\nARG B=\"nginx:1.25\"\r\nFROM ${B} AS web\r\nFROM $B\r\n",
        "ARG R=ghcr.io\nARG B=${R}/a/b:1\nARG C=$B\nFROM ${C} AS x\nFROM alpine:${V:-3}\nCOPY --from=busybox:1 a b\n",
        "# escape=`\nFROM \"a:1\" `\n AS z\nRUN --mount=type=bind,from=golang:1,target=/x `\n true\nFROM ${X:-c:2}\n",
        "FROM a:1\nRUN <<EOF\nFROM b\nEOF\nONBUILD COPY --from=\"d:1\" x y\nFROM node:${V}\nARG V=1\nFROM 'q':1\n",
        "ARG V=18\nFROM node:$V AS n\nFROM \"node:${V}-slim\"\nARG V\nFROM scratch\nCOPY --from=n a b\nFROM {{ x }}\n",
        "ARG V=3.18.4\nARG W=${V%.*}\nFROM a:${V/8*/9} AS x\nFROM b:$W\nFROM ${N:-n}:1\nFROM c:${V//./-}\n",
        "// syntax=a/b:1 c\nFROM d:1\n", " {\"x\": [\"syntax\"], \"syntax\":\t\"a/b:1\" }\n",
    ]

    @Test(arguments: files)
    func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.check(Array(text.utf8), asked: false)
        try Self.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: 0..<4)
    func mutatedFilesAreRefusedOrKeepThePromise(seed: UInt64) throws {
        let pieces = [
            "${X:-", "<<EOF", "\nEOF\n", "FROM ", "ARG X=", "--from=", "AS ", "\\\n", "@sha256:", "$X", "{{", "${X%",
            "${V//", "*",
        ]
        var mutations = SeededMutations(seed: seed, bytes: "\n\r\\`\"'${}:-+=<@/#, \tAaFROM\u{e9}", pieces: pieces)
        for _ in 0..<150 {
            let bytes = mutations.text(from: Self.files)
            do {
                try Self.check(bytes, asked: false)
                try Self.check(bytes, asked: true)
            } catch let error as PinningError {
                #expect(error.code == .malformed)
            }
        }
    }

    @Test(arguments: ["${X:-", "\"$(${", "x\\\n", "\"${x:-", "'\""])
    func deepAndLongTextIsBounded(piece: String) throws {
        let text = String(repeating: piece, count: 3_000)
        for start in ["FROM ", "ARG A=", "RUN cat<<x ", "FROM a\nCOPY --from=", "FROM a\nRUN --mount=from="] {
            let found = try DockerfileFormat().references(
                in: source(Array((start + text).utf8)),
                context: ReadingContext()
            )
            #expect(found.count <= 2)
        }
    }

    @Test(arguments: [
        "RUN <<1 x\n", "RUN --a=b", " --a=b", "\\\n", "ARG A=", "COPY --from=a a b\n", "FROM a", "# escape=`\n", "$A",
    ])
    func manyOfAKindCostNoMoreThanTheirLength(piece: String) throws {
        let text = "FROM a\nRUN " + String(repeating: piece, count: 3_000)
        do throws(PinningError) {
            _ = try DockerfileFormat().references(in: source(Array(text.utf8)), context: ReadingContext())
        } catch {
            #expect(error.code == .malformed || error.code == .tooLarge)
        }
    }

    @Test(arguments: [("${A%*a*a*a*ab}", nil), ("${A//a*a/b}", String(repeating: "b", count: 14)), ("${A//a/bb}", nil)])
    func cutsAreBounded(piece: String, tag: String?) throws {
        let value = "ARG A=" + String(repeating: "a", count: 1_000) + "\n"
        let line = "FROM x:" + String(repeating: piece, count: 14) + "\n"
        let text = value + line
        let found = try DockerfileFormat().references(in: source(Array(text.utf8)), context: ReadingContext())
        #expect(found.map(\.reference?.tag?.rawValue) == [tag])
    }

    @Test func valuesThatDoubleThemselvesAreBounded() throws {
        var text = "ARG A0=aaaaaaaaaa\n"
        for number in 1...60 { text += "ARG A\(number)=$A\(number - 1)$A\(number - 1)\n" }
        let found = try DockerfileFormat().references(
            in: source(Array((text + "FROM $A60").utf8)),
            context: ReadingContext()
        )
        #expect(found.map(\.meaning) == [.unknown("the value is too long")])
    }

    @Test(arguments: ["FROM a\n", "ARG a=b\n"])
    func tooManyStagesAndARGsAreRefused(piece: String) throws {
        let text = Array(String(repeating: piece, count: 1001).utf8)
        let error = try #require(throws: PinningError.self) {
            _ = try DockerfileFormat().references(in: source(text), context: ReadingContext())
        }
        #expect(error.code == .tooLarge)
    }

    @Test func theStructureIsWhatTheFileSays() throws {
        let text =
            "# syntax=a:1\nARG V=\"1\"\nFROM --platform=x b:$V AS c\nRUN --mount=from=d cat <<E \\\n  f\nx\nE\nonbuild env a=b\n"
        let elements = try DockerfileFormat().structure(of: source(Array(text.utf8)))
        #expect(
            elements.map { "\($0.kind) \($0.value)" } == [
                "syntax a:1", "instruction ARG", "word V=1", "instruction FROM", "option --platform=x", "word b:$V",
                "word AS", "word c", "instruction RUN", "option --mount=from=d", "arguments cat <<E   f",
                "heredoc x\nE",
                "trigger ONBUILD", "instruction ENV", "arguments a=b",
            ]
        )
        #expect(zip(elements, elements.dropFirst()).allSatisfy { $0.span.upperBound <= $1.span.lowerBound })
    }

    /// Checks a file; `asked` stands for somebody who asks for every digest that can be written.
    private static func check(_ bytes: [UInt8], asked: Bool) throws {
        let format = DockerfileFormat()
        let found = try format.references(in: source(bytes), context: ReadingContext())
        _ = try format.structure(of: source(bytes))
        var end = 0
        for reference in found {
            #expect(reference.span.lowerBound >= end && reference.span.upperBound <= bytes.count)
            #expect(Array(bytes[reference.span]) == Array(reference.written.utf8))
            end = reference.span.upperBound
        }
        let editable = found.filter { reference in
            switch reference.editing {
            case .inPlace: true
            case .onRequest: asked
            case .lockOnly: false
            }
        }
        var pinned = bytes
        for edit in editable.compactMap({ $0.pinning(to: digest) }).reversed() {
            pinned.replaceSubrange(edit.span, with: edit.to.utf8)
        }
        let again = try format.references(in: source(pinned), context: ReadingContext())
        #expect(again.map(\.role) == found.map(\.role))
        guard again.count == found.count else { return }
        var unpinned = pinned
        for (index, reference) in again.enumerated().reversed() {
            let wasEdited = editable.contains { $0.span == found[index].span }
            #expect(
                !wasEdited || reference.pinnedDigest == digest,
                "\(String(decoding: bytes, as: UTF8.self).debugDescription)"
            )
            guard wasEdited, found[index].pinnedDigest == nil, let edit = try reference.unpinning() else { continue }
            unpinned.replaceSubrange(edit.span, with: edit.to.utf8)
        }
        if found.allSatisfy({ $0.pinnedDigest == nil }) { #expect(unpinned == bytes) }
    }
}

private func source(_ bytes: [UInt8]) -> SourceText { SourceText(path: "Dockerfile", bytes: bytes) }
