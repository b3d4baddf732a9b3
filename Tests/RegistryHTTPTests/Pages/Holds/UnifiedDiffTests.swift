// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import RegistryHTTP

@Suite struct UnifiedDiffTests {
    private let text = """
        @@ -3,3 +3,4 @@
         three
        -four
        +vier
        +viereinhalb
         five
        @@ -90 +91 @@
        -old
        \\ No newline at end of file
        +new

        """

    @Test func linesCarryTheNumbersTheyHaveOnEitherSide() {
        let diff = UnifiedDiff(text, maximumLines: 100)
        #expect(diff.lines.map(\.old) == [nil, 3, 4, nil, nil, 5, nil, 90, nil, nil])
        #expect(diff.lines.map(\.new) == [nil, 3, nil, 4, 5, 6, nil, nil, nil, 91])
        #expect(diff.lines[2] == .init(kind: .removed, old: 4, new: nil, text: "four"))
        #expect(diff.lines[8] == .init(kind: .remark, old: nil, new: nil, text: "No newline at end of file"))
        #expect(diff.addedCount == 3)
        #expect(diff.removedCount == 2)
        #expect(!diff.isCut)
    }

    @Test func stopsAtTheBound() {
        let diff = UnifiedDiff(text, maximumLines: 4)
        #expect(diff.lines.count == 4)
        #expect(diff.isCut)
        #expect(!UnifiedDiff(text, maximumLines: 10).isCut)
    }

    @Test func aCarriageReturnStaysPartOfItsLine() {
        let diff = UnifiedDiff("@@ -1 +1 @@\n-a\r\n+a\n", maximumLines: 10)
        #expect(diff.lines.map(\.text) == ["@@ -1 +1 @@", "a\r", "a"])
    }

    @Test(arguments: ["@@ -9,9,9 +8 @@", "@@ +1 -1 @@", "@@ -x +1 @@", "@@ -99999999999999999999 +1 @@", "@@", "noise"])
    func aHeaderThatSaysNothingIsARemark(_ header: String) {
        let diff = UnifiedDiff("\(header)\n a\n", maximumLines: 10)
        #expect(diff.lines.first?.kind == .remark)
        #expect(diff.lines.first?.text == header)
        #expect(diff.lines.last?.kind == .context)
    }

    @Test func anEmptyTextHasNoLines() {
        #expect(UnifiedDiff("", maximumLines: 10).lines.isEmpty)
    }

    @Test func whateverTheTextIsItIsReadWithinTheBound() {
        var random = Seeded(seed: 17)
        let pieces = [
            "@@ -1 +1 @@", "+", "-", " ", "\n", "\\", "@@ -2147483647 +2147483647 @@\n", "\u{202e}", "\r\n", "é",
        ]
        for _ in 0..<500 {
            let text = (0..<60).map { _ in pieces[Int.random(in: pieces.indices, using: &random)] }.joined()
            let diff = UnifiedDiff(text, maximumLines: 20)
            #expect(diff.lines.count <= 20)
        }
    }
}
