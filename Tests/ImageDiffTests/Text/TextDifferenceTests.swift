// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import Testing

@Suite struct TextDifferenceTests {
    private func hunks(_ old: String?, _ new: String?) -> String? {
        TextDifference(from: old.map { Array($0.utf8) }, to: new.map { Array($0.utf8) })?.hunks
    }

    @Test func showsAChangeWithThreeLinesAroundIt() {
        let old = (1...9).map { "\($0)\n" }.joined()
        #expect(
            hunks(old, old.replacing("5\n", with: "five\n")) == "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        )
    }

    @Test func joinsChangesThatAreNearAndPartsThoseThatAreFar() {
        let old = (1...30).map { "\($0)\n" }.joined()
        let near = old.replacing("5\n6\n", with: "5\nx\n6\n").replacing("\n9\n", with: "\n")
        #expect(hunks(old, near)?.split(separator: "\n").count { $0.hasPrefix("@@") } == 1)
        let far = "0\n" + old.dropLast(3)
        #expect(hunks(old, far)?.split(separator: "\n").count { $0.hasPrefix("@@") } == 2)
    }

    private static let ends: [(old: String?, new: String?, hunks: String)] = [
        (nil, "a\n", "@@ -0,0 +1 @@\n+a\n"),
        ("a\nb\n", nil, "@@ -1,2 +0,0 @@\n-a\n-b\n"),
        ("a\n", "a", "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"),
        ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("a\nb", "a\nc", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"),
        ("", "", ""),
    ]

    @Test(arguments: ends)
    func keepsEndsOfTexts(_ row: (old: String?, new: String?, hunks: String)) {
        #expect(hunks(row.old, row.new) == row.hunks)
    }

    @Test func isNilForWhatIsNoText() {
        #expect(TextDifference(from: [0], to: []) == nil)
        #expect(TextDifference(from: [0xff], to: []) == nil)
        #expect(TextDifference(from: [], to: [UInt8](repeating: 0x61, count: TextDifference.maximumSize + 1)) == nil)
    }

    @Test func cutsLongDifferencesBetweenLines() throws {
        let new = (0..<4_000).map { "line \($0)\n" }.joined()
        let difference = try #require(TextDifference(from: nil, to: Array(new.utf8)))
        #expect(difference.isCut)
        #expect(difference.hunks.utf8.count <= TextDifference.maximumLength)
        #expect(difference.hunks.hasSuffix("\n"))
    }

    /// Whatever the texts are, what is kept and removed is the old one, what is kept and added the new one.
    @Test func saysTheTruthAboutAnyTexts() throws {
        var generator = Seeded(seed: 11)
        for _ in 0..<400 {
            let size = Int.random(in: 0...40, using: &generator)
            let old = (0..<size).map { _ in "\(Int.random(in: 0...5, using: &generator))" }
            var new = old
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                let place = Int.random(in: 0...new.count, using: &generator)
                if Bool.random(using: &generator), place < new.count {
                    new.remove(at: place)
                } else {
                    new.insert("n", at: place)
                }
            }
            let text = try #require(hunks(old.map { $0 + "\n" }.joined(), new.map { $0 + "\n" }.joined()))
            #expect(try applied(text, to: old) == new)
        }
    }

    /// Texts with nothing in common end in time, too.
    @Test func replacesWhatHasTooLittleInCommon() throws {
        let old = (0..<8_000).map { "a\($0)\n" }.joined()
        let new = (0..<8_000).map { "b\($0)\n" }.joined()
        #expect(try #require(hunks(old, new)).hasPrefix("@@ -1,8000 +1,8000 @@\n-a0\n-a1\n"))
    }

    /// What `patch` would make of it.
    private func applied(_ hunks: String, to old: [String]) throws -> [String] {
        var result: [String] = []
        var position = 0
        for line in hunks.split(separator: "\n") {
            switch line.first {
            case "@":
                let start = try #require(Int(line.split(separator: " ")[1].dropFirst().prefix { $0 != "," }))
                let first = max(0, start - 1)
                result += old[position..<max(position, first)]
                position = max(position, first)
            case " ":
                #expect(old[position] == line.dropFirst())
                result.append(old[position])
                position += 1
            case "-":
                #expect(old[position] == line.dropFirst())
                position += 1
            default: result.append(String(line.dropFirst()))
            }
        }
        return result + old[position...]
    }
}
