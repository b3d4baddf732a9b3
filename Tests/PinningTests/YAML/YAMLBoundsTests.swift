// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct YAMLBoundsTests {
    @Test(arguments: [
        String(repeating: "[", count: 50_000), String(repeating: "{a: ", count: 50_000),
        String(repeating: "- ", count: 50_000), String(repeating: "? ", count: 50_000),
        (0..<100).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        String(repeating: "a,", count: 200_001).withBrackets,
        String(repeating: "x", count: SourceText.maximumInputSize + 1),
    ])
    func refusesWhatIsTooLarge(text: String) {
        let error = #expect(throws: PinningError.self) { try YAMLStream.parse(YAMLStreamTests.source(text)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func countsTheValuesOfEachDocument() throws {
        let one = "---\n[" + String(repeating: "a,", count: 150_000) + "]\n"
        #expect(try YAMLStream.parse(YAMLStreamTests.source(one + one)).documents.count == 2)
        let error = #expect(throws: PinningError.self) {
            try YAMLStream.parse(YAMLStreamTests.source(String(repeating: one, count: 14)))
        }
        #expect(error?.message == "the file holds more than 2000000 values")
    }

    @Test func readsWhatIsJustDeepEnough() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try YAMLStream.parse(YAMLStreamTests.source(deep)).documents.count == 1)
        let indented = (0..<64).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(try YAMLStream.parse(YAMLStreamTests.source(indented)).documents.count == 1)
    }

    /// Each would take minutes if a token, a key or a line were looked at again for each of the others.
    @Test(arguments: [
        String(repeating: "a", count: 50_000) + ": b", "a: " + String(repeating: "b c ", count: 50_000),
        "a: |\n" + String(repeating: "\n", count: 50_000), "a: \"" + String(repeating: "\n", count: 50_000) + "\"",
        "a: '" + String(repeating: "''", count: 50_000) + "'", String(repeating: "a: b, ", count: 20_000).withBraces,
        String(repeating: "#\n", count: 50_000), "[[[[[[[[" + String(repeating: "a: b, ", count: 20_000),
        String(repeating: "&a ", count: 50_000), String(repeating: "!", count: 50_000),
        "a: &a b\n" + String(repeating: "b: *a\n", count: 20_000), String(repeating: "---\n", count: 50_000),
    ])
    func takesTimeInStepWithTheSize(text: String) {
        // What is read and what is refused does not matter here: only that there is an end.
        _ = YAMLRendering.ours(Array(text.utf8))
    }

    @Test func aliasesOfAliasesAreNotFollowedWithoutEnd() throws {
        var text = "a0: &a0 [x]\n"
        for level in 1...120 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(try YAMLStream.parse(YAMLStreamTests.source(text)).documents.count == 1)
        for level in 121...50_000 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        let error = #expect(throws: PinningError.self) { try YAMLStream.parse(YAMLStreamTests.source(text)) }
        #expect(error?.code == .tooLarge)
    }

    @Test func aliasesThatStandForTooMuchAreNotCompared() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            text += "a\(level): &a\(level) [" + String(repeating: "*a\(level - 1), ", count: 8) + "]\n"
        }
        let error = #expect(throws: PinningError.self) { try YAMLAgreement.check(YAMLStreamTests.source(text)) }
        #expect(error?.code == .tooLarge)
    }
}

extension String {
    fileprivate var withBrackets: String { "[\(self)]" }
    fileprivate var withBraces: String { "{\(self)}" }
}
