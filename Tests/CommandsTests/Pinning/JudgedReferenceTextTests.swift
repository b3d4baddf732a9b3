// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning
import Testing

@testable import Commands

@Suite struct JudgedReferenceTextTests {
    private func text(_ references: [JudgedReference], _ scope: JudgedReferenceText.Scope = .notable) -> String {
        JudgedReferenceText(references: references, scope: scope).text(.plain)
    }

    @Test func listsFindingsByWeightInColumns() throws {
        #expect(
            text(try JudgedReferences.all()) == """
                deploy/web.yaml:3:12   app:1          drifted                 sha256:1a1a1a1a1a1a… → sha256:2b2b2b2b2b2b…  \
                the tag means something else
                a b.yaml:3:12          quay.io/a/b:1  pinned to one platform  sha256:1a1a1a1a1a1a… → sha256:2b2b2b2b2b2b…
                deploy/web.yaml:2:12   redis          unpinned                → sha256:2b2b2b2b2b2b…
                deploy/web.yaml:10:12  gone:1         unresolved              no answer
                """
        )
    }

    @Test func listsEverythingWithWholeDigests() throws {
        let lines = text(try JudgedReferences.all(), .everything).split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines[0].contains("\(JudgedReferences.first) → \(JudgedReferences.second)"))
        #expect(lines[4].hasPrefix("deploy/web.yaml:1:12 "))
        #expect(lines[4].hasSuffix("pinned                  \(JudgedReferences.first)"))
        #expect(lines[5].hasSuffix("${NAME}:1      skipped                 NAME has no default"))
    }

    @Test func countsEachKind() throws {
        let references = try JudgedReferences.all()
        let summary = JudgedReferenceText(references: references, scope: .everything).summary
        #expect(
            summary
                == "6 references in 2 files: 1 drifted, 1 pinned to one platform, 1 unpinned, 1 unresolved, 1 pinned, 1 skipped"
        )
        #expect(
            JudgedReferenceText(references: references, scope: .notable).summary.hasSuffix(
                "skipped (listed with --all)"
            )
        )
        #expect(JudgedReferenceText(references: [], scope: .notable).summary == "no image references were found")
        let one = [try JudgedReferences.make("nginx", .unpinned)]
        #expect(JudgedReferenceText(references: one, scope: .notable).summary == "1 reference in 1 file: 1 unpinned")
    }

    @Test func showsWhatWasWritten() throws {
        let (first, second) = (JudgedReferences.first, JudgedReferences.second)
        let references = [
            try JudgedReferences.make("nginx:1", .pinned, line: 1, column: 1, digest: first, current: first),
            try JudgedReferences.make(
                "nginx:2@\(first)",
                .pinned,
                line: 2,
                column: 1,
                digest: second,
                message: "was \(first)"
            ),
        ]
        #expect(
            text(references) == """
                deploy/web.yaml:1:1  nginx:1  pinned  → sha256:1a1a1a1a1a1a…
                deploy/web.yaml:2:1  nginx:2  pinned  sha256:1a1a1a1a1a1a… → sha256:2b2b2b2b2b2b…
                """
        )
    }

    @Test func listsPinsThatHaveARemarkButNotWhatTheLockHolds() throws {
        let first = JudgedReferences.first
        let references = [
            try JudgedReferences.make("nginx:1@\(first)", .pinned, digest: first, message: "not in holdfast.lock"),
            try JudgedReferences.make("nginx:2", .pinned, digest: nil, message: "by holdfast.lock"),
        ]
        #expect(
            text(references) == "deploy/web.yaml:3:12  nginx:1  pinned  sha256:1a1a1a1a1a1a…  not in holdfast.lock"
        )
    }

    @Test func showsTheLockedDigestOfADrift() throws {
        let drift = try JudgedReferences.make(
            "nginx:1",
            .drifted,
            digest: JudgedReferences.first,
            current: JudgedReferences.second
        )
        #expect(text([drift]).hasSuffix("drifted  sha256:1a1a1a1a1a1a… → sha256:2b2b2b2b2b2b…"))
    }

    @Test func makesForeignTextHarmless() throws {
        let hostile = try JudgedReferences.make(
            "\u{1b}[31m",
            .unresolved,
            path: "a\nb\u{202e}.yaml",
            message: "x\ry"
        )
        #expect(text([hostile]) == "a b\\u{202e}.yaml:3:12  \\u{1b}[31m  unresolved  x y")
    }

    @Test func coloursTheStatusAlone() throws {
        let drifted = try JudgedReferences.make("nginx", .drifted)
        let text = JudgedReferenceText(references: [drifted], scope: .notable).text(.coloured)
        #expect(text == "deploy/web.yaml:3:12  nginx  \u{1b}[31mdrifted\u{1b}[0m")
    }
}
